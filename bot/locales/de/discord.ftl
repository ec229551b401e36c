### What only Discord's users see.

discord-help =
    { COMMAND("imagine") } zeichnet neun Bilder von dem, was du schreibst. Wähl dann eine Nummer, um eines zu sehen, und zeig das, das dir gefällt.
    { COMMAND("quota") }: was dir noch bleibt. { COMMAND("cancel") }: dein Neuestes abbrechen. { COMMAND("again") }: ein altes noch einmal sehen. { COMMAND("privacy") }: was von dir gespeichert ist.
discord-help-topics = { COMMAND("help") } mit einem Thema sagt mehr: { $topics }
discord-help-imagine =
    { COMMAND("imagine") } prompt: a cat in a rocket, und wenn du magst, startwert: 5, ohne: dogs, spoiler: True
    Dieselben Wörter mit demselben Startwert geben dieselben Bilder. Was in „ohne“ steht, soll fehlen. Ein Spoiler verdeckt die Bilder, bis jemand klickt.
    Apps → Zeichne das, an einer Nachricht, zeichnet ihre Wörter.
discord-help-pick = Wähl unter den Bildern eine Nummer, um dieses eine zu sehen, nur du; „Hier zeigen“ zeigt es allen.
discord-help-again = { COMMAND("again") } id: k7f3q zeigt ein altes Raster, id: k7f3q-5 ein Bild daraus, genau wie sie waren.
discord-help-cancel = { COMMAND("cancel") } bricht dein Neuestes ab, mit job: k7f3q genau dieses; das tut auch die Schaltfläche darunter. Es verbraucht dann nichts.
discord-help-redo = „Noch einmal“ zeichnet dieselben Wörter mit einem neuen Seed; „Erneut versuchen“ versucht noch einmal, was misslang.
discord-help-delete = „Löschen“ nimmt deine Bilder für alle weg.
discord-help-privacy = { COMMAND("privacy") } sagt, was von dir gespeichert ist; mit what: export bekommst du es, mit what: delete wird es gelöscht.
discord-help-settings = { COMMAND("settings") } zeigt, was hier eingestellt werden kann, mit einem Formular für jedes. { COMMAND("set") } ändert eines sofort; ohne Wert nimmt es eine Grenze weg. { COMMAND("role") } ist für die Grenzen einer Rolle.
discord-help-audit = { COMMAND("audit") } zeigt, wer wann was geändert hat; page: 2 ist die zweite Seite.
discord-help-block = { COMMAND("block test") } zeigt, was Wörter in den letzten sieben Tagen getroffen hätten; { COMMAND("block add") } speichert sie. Mitglieder erfahren den Namen der Regel, nie ihre Wörter. { COMMAND("block list") } zeigt die Regeln, { COMMAND("block remove") } nimmt eine weg.
discord-help-channel = { COMMAND("channel") } schaltet Bilder in einem Kanal aus oder ein.
discord-help-timeout = { COMMAND("timeout") }: so viele Minuten lang keine Bilder für ein Mitglied; was wartet, wird abgebrochen. minutes: 0 beendet das.
discord-help-grant = { COMMAND("grant") }: mehr Raster für ein Mitglied, heute.
discord-help-why = { COMMAND("why") } zeigt die ganze Rechnung: was verbraucht ist, was bleibt, und nach welcher Regel.
discord-help-line = { COMMAND("line") } zeigt, wer zeichnet und wartet; { COMMAND("cancel-all") } bricht alles von jemandem ab, { COMMAND("cancel") } job: k7f3q eines.
discord-help-report = { COMMAND("report") } days: 7: Raster, Leute, Absagen, Wartezeiten und Kosten der letzten sieben Tage, als Bild und als CSV.
discord-settings-how = Wähl unten, was du ändern willst; { COMMAND("undo") } nimmt es zurück; { COMMAND("audit") } zeigt, wer was tat.
discord-block-empty = Noch gibt es keine Regeln. { COMMAND("block test") } zeigt, was Wörter getroffen hätten.
discord-give-more = Du moderierst und kannst das ändern: { COMMAND("grant") } für heute, { COMMAND("set") } für jeden Tag.
discord-how-again = Eine id ist k7f3q für ein Raster oder k7f3q-5 für ein Bild daraus.
discord-how-block = Schreib die Wörter der Regel, mit Kommas dazwischen.
discord-long-setting = { $key } ist inzwischen zu lang für ein Formular; { COMMAND("role") } ändert es, Rolle für Rolle.
discord-reported = { $reporter } meldet { $job }: „{ $prompt }“, erbeten von { $asker }, in #{ $channel }
discord-reported-remove = Entfernen
discord-reported-dismiss = Verwerfen
discord-reported-show = Ansehen
discord-reported-time-out = { $count } Minuten Pause
discord-choose-channel = Schaltet das Zeichnen in einem Kanal ein oder aus
discord-menu-imagine = Zeichne das
discord-menu-report = Bild melden
discord-your-pictures = Deine Bilder: { $job }
discord-pick = Ein Bild auswählen, nur für dich
discord-message-deleted = Die Nachricht mit deinen Bildern wurde gelöscht; hier sind sie.
discord-not-posted-permissions = Ich konnte das nicht dort zeigen, wo du darum gebeten hast: Dort fehlt mir { $missing }.
discord-not-posted = Ich konnte das nicht dort zeigen, wo du darum gebeten hast.
discord-picture-too-large = Das Bild ist zu groß für diesen Server; { COMMAND("again") } { $job } zeigt es anderswo.
discord-file-too-large = Die Datei ist zu groß für diesen Ort; bitte dort darum, wo größere Dateien erlaubt sind.
discord-choose-setting = Eine Einstellung ändern
discord-report-no-picture = Das ist kein Bild von mir.
discord-report-thanks = Danke; die Moderatoren sehen es sich an.
discord-report-no-channel = Hier gibt es keinen Kanal für Meldungen; sag einem Moderator Bescheid: { $job }.
discord-lacking = In diesem Kanal fehlt mir: { $missing }
discord-no-log = Es ist gespeichert, aber ich kann in { $channel } nicht schreiben: Erlaube mir dort „Kanal ansehen“ und „Nachrichten senden“, oder wähle einen anderen log-channel.
