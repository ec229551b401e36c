### Was der Bot auf jeder Plattform sagt.

## A job's message

title = „{ $prompt }“ für { $name }
without = Möglichst ohne: { $no }
place = Platz { $place } in der Warteschlange; { $ready }.
ready-in = fertig in etwa { $span }
ready-in-band = fertig in etwa { $span } ({ $soonest } bis { $latest })
overtaken = Jemand, der zuletzt weniger Bilder hatte, kommt vor dir an die Reihe.
warming-up = Das Modell wärmt sich noch auf; die ersten Bilder dauern etwas länger.
trying-again = Das Zeichnen ist einmal fehlgeschlagen und wird noch einmal versucht.
drawing = Wird gezeichnet: { $percent } %, noch etwa { $left }.
seed = Seed { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } von { $limit } verbraucht, neue ab { $time }
used-unlimited = { $used } verbraucht, keine Grenze
left-of = noch { $left } von { $limit } bis { $time }
charge-relaxed = entspannt: zählt nicht zu deinem Kontingent; wird gezeichnet, wenn das Gerät frei ist
relaxed-used = entspannt: zählte nicht zu deinem Kontingent
unread = { $count ->
    [one] gelesen bis „…{ $end }“; 1 Wort wurde nicht beachtet
   *[other] gelesen bis „…{ $end }“; { $count } Wörter wurden nicht beachtet
}
dropped = nicht gelesen: { $words }
unknown-words = { $model } kennt { $words } nicht; versuch es mit einfacheren englischen Wörtern
known-by-kind = stattdessen gezeichnet: { $kinds }
kind = { $kind } für „{ $word }“
made-from = neu gezeichnet nach { $parent }
made-into = daraus wurde: { $children }
quoted = „{ $text }“
cancelled = Abgebrochen. Das zählt nicht zu deinem Kontingent.
cancelled-by-moderator = Von der Moderation abgebrochen. Das zählt nicht zu deinem Kontingent.
failed = Das ließ sich nicht zeichnen, auch nicht beim zweiten Versuch. Es zählt nicht zu deinem Kontingent. Kennung: { $reference }
waited-too-long = Diese Anfrage hat zu lange gewartet und wurde abgebrochen. Sie zählt nicht zu deinem Kontingent.
line-full-waits = Die Warteschlange ist voll. Diese Anfrage rückt nach, sobald Platz ist.
no-money = Das Zeichenbudget für heute ist aufgebraucht. Weiter geht es um { $time } oder früher, wenn das Budget erhöht wird.
kept = Der Bot startet neu. Diese Anfrage behält ihren Platz und läuft von selbst weiter.
back-again = Der Bot wurde neu gestartet. Diese Anfrage läuft jetzt weiter.
elsewhere = In der Warteschlange.
deleted = { $job } wurde gelöscht.
no-picture = { $job } hat keine Bilder. Zeichne es mit { COMMAND("imagine") } noch einmal.
other-model = { $job } hat { $model } gezeichnet, das gerade nicht geladen ist. Lass es mit { COMMAND("imagine") } neu zeichnen.

## Buttons

cancel = Abbrechen
cancel-job = { $job } abbrechen
redo = Neu zeichnen
retry = Erneut versuchen
delete = Löschen
post = Hier posten
relaxed = Auf ein freies Gerät warten
undo = Rückgängig machen
older = Ältere
privacy-export = Exportieren
privacy-next = Nächster Teil
privacy-forget = Alles löschen

## Alt texts

alt-grid = Ein Raster aus { $count } Bildern von „{ $prompt }“, zeilenweise nummeriert; Seed { NUMBER($seed, useGrouping: 0) }.
alt-tile = Bild { $tile } von { $count } von „{ $prompt }“; Seed { NUMBER($seed, useGrouping: 0) }.
alt-preview = Halb gezeichnete Bilder von „{ $prompt }“.
alt-report = Ein Diagramm der Raster pro Tag vom { $first } bis { $last }; insgesamt { $grids }.

## Pictures

picked = Bild { $tile } von „{ $prompt }“. Nur du siehst das.
posted = „{ $prompt }“ von { $maker }, gepostet von { $name }
posted-own = „{ $prompt }“ von { $maker }

## What members asked

cancelled-yours = { $job } wurde abgebrochen: { $used }.
cancelled-theirs = { $job } von { $name } wurde abgebrochen.
at-once-now = { $count } von { $most } unfertigen Anfragen
scope-member = Für dich
scope-name = Für { $name }
scope-channel = In diesem Kanal
scope-community = In dieser Community
scope-bot = Für alle
scope-line = { $scope }: { $used }
privacy-show = Der Bot speichert deine Prompts, Beschriftungen, Favoriten, Stimmen, Seeds und Bilder (als Zahlen, aus denen sie neu gezeichnet werden), deine ID und deinen Namen, wo du Bilder gepostet hast, wie viele Raster du angefragt hast und neun Tage lang, welche Anfragen ein Kontingent abgelehnt hat. „{ privacy-export }“ gibt dir alles; { COMMAND("privacy", what: "delete") } löscht es.
privacy-exported = Alle Daten, die über dich gespeichert sind.
privacy-exported-part = Alle Daten, die über dich gespeichert sind, Teil { $page } von { $pages }; sie passen nicht in eine Nachricht.
privacy-sure = Das löscht deine Prompts und Bilder endgültig, entfernt ihre Nachrichten und bricht deine unfertigen Anfragen ab. Die Zahl deiner Raster zählt weiter, ohne deinen Namen, und Entscheidungen der Moderation bleiben. Alles löschen?
privacy-forgotten = { $count ->
    [one] Fertig. 1 Raster und alle Daten dazu wurden gelöscht.
   *[other] Fertig. { $count } Raster und alle Daten dazu wurden gelöscht.
}

## What was not possible

refused = Das ist gerade nicht möglich. Versuch es später noch einmal.
went-wrong = Etwas ist schiefgegangen; es lag nicht an dir. Versuch es gleich noch einmal. Kennung: { $reference }
did-you-mean = Meintest du { $closest }?
unknown-command = Den Befehl { COMMAND($command) } gibt es nicht. { COMMAND("help") } zeigt alle Befehle.
unknown-option = Die Option --{ $option } gibt es nicht. Es gibt { $options }.
option-twice = --{ $option } steht zweimal da. Gib es einmal an.
option-empty = --{ $option } braucht einen Wert, zum Beispiel --{ $option } { $example }.
wrong-seed = Ein Seed ist eine ganze Zahl von 0 bis { NUMBER($most, useGrouping: 0) }, nicht { $value }.
empty-prompt = Schreib, was gezeichnet werden soll, zum Beispiel: { COMMAND("imagine") } a cat in a rocket
unreadable-prompt = In diesem Prompt ist nichts lesbar. Beschreibe das Bild mit englischen Wörtern, zum Beispiel „a red fox in the snow“.
unreadable-no = In dem, was vermieden werden soll, ist nichts lesbar. Schreibe englische Wörter, zum Beispiel „dogs“.
long-prompt = Dein Prompt hat { $count } Zeichen; erlaubt sind { $most }. Kürze ihn und versuch es noch einmal.
long-no = Was vermieden werden soll, hat { $count } Zeichen; erlaubt sind { $most }. Kürze es und versuch es noch einmal.
long-argument = „{ $option }“ hat { $count } Zeichen; erlaubt sind { $most }. Kürze es und versuch es noch einmal.
blocked = Dieser Prompt verstößt gegen die Regel „{ $name }“ dieser Community. Versuch es mit anderen Worten.
channel-off = In diesem Kanal ist das Zeichnen ausgeschaltet. Versuch es in #{ $channel }.
channel-off-all = In diesem Kanal ist das Zeichnen ausgeschaltet. Versuch es in einem anderen oder frag die Moderation.
timed-out = Du hast ein Time-out bis { $time }. Danach kannst du wieder zeichnen lassen.
stopping = Der Bot startet neu. Versuch es in einer Minute noch einmal.
line-full = Die Warteschlange ist voll. Versuch es in { $span } noch einmal. Das zählt nicht zu deinem Kontingent.
at-once = Du hast { $used } von { $limit } unfertigen Anfragen. Versuch es in etwa { $span } noch einmal. Das zählt nicht zu deinem Kontingent.
at-once-no-money = Du hast { $used } von { $limit } unfertigen Anfragen, und das Zeichenbudget für heute ist aufgebraucht. Weiter geht es um { $time }. Das zählt nicht zu deinem Kontingent.
member-per-day = Du hast { $used } von { $limit } Rastern verbraucht. Neue gibt es ab { $time }.
member-per-day-none = Du kannst hier nicht zeichnen lassen, denn dein Kontingent ist 0. Die Moderation kann es erhöhen.
give-more = { PLATFORM() ->
    [discord] Als Moderator kannst du es erhöhen: { COMMAND("grant") } für heute, { COMMAND("set") } für jeden Tag.
   *[other] Als Moderator kannst du es erhöhen: { COMMAND("grant") } @name 3 für heute, { COMMAND("settings") } member-per-day 20 für jeden Tag.
}
channel-per-day = Dieser Kanal hat { $used } von { $limit } Rastern verbraucht. Neue gibt es ab { $time }; zeichne bis dahin in einem anderen Kanal.
channel-per-day-none = Dieser Kanal hat ein Kontingent von 0. Versuch es in einem anderen.
community-per-day = Diese Community hat { $used } von { $limit } Rastern verbraucht. Neue gibt es ab { $time }.
community-per-day-none = Diese Community hat ein Kontingent von 0. Die Moderation kann es erhöhen.
bot-per-day = Der Bot hat { $used } von { $limit } Rastern gezeichnet. Neue gibt es ab { $time }.
bot-per-day-none = Der Bot hat ein Kontingent von 0. Wer ihn betreibt, kann es erhöhen.
offer-relaxed = Wenn du warten kannst, zeichnet ein freies Gerät es, ohne dein Kontingent zu verbrauchen.
old-offer = Dieses Angebot ist abgelaufen. Stell die Anfrage mit { COMMAND("imagine") } noch einmal.
old-rehearsal = Das wurde schon gespeichert oder abgebrochen, oder es ist zu alt. Gib den Befehl noch einmal.
old-button = Dieser Knopf funktioniert nicht mehr. Gib stattdessen den Befehl ein; { COMMAND("help") } zeigt alle Befehle.
no-such-user = { PLATFORM() ->
    [slack] Ich weiß nicht, wer { $name } ist. Schreib @name und wähle aus der Liste, die Slack zeigt.
   *[other] Hier gibt es kein Mitglied { $name }. Prüf den Namen.
}
no-such-channel = { PLATFORM() ->
    [slack] Den Kanal { $name } kenne ich nicht. Schreib #name und wähle aus der Liste, die Slack zeigt.
   *[other] Den Kanal #{ $name } gibt es nicht. Prüf den Namen.
}
no-such-role = Die Rolle { $name } gibt es hier nicht. Nichts wurde gespeichert.
cannot-post = { PLATFORM() ->
    [discord] Ich kann in { $channel } nichts schreiben. Erlaube mir, den Kanal zu sehen und dort Nachrichten zu senden, oder wähle einen anderen. Nichts wurde gespeichert.
    [slack] Ich kann in { $channel } nichts schreiben. Lade mich dort mit /invite @Nonet ein oder wähle einen anderen. Nichts wurde gespeichert.
   *[other] Ich kann in { $channel } nichts schreiben. Wähle einen anderen Kanal. Nichts wurde gespeichert.
}
no-such-job = Die Anfrage { $job } gibt es hier nicht. Prüf die ID.
no-such-tile = Ein Bild { $tile } gibt es nicht. Wähle eines von 1 bis 9.
posted-already = Bild { $tile } von { $job } ist schon gepostet oder wird es gleich.
not-drawn-yet = { $job } ist noch nicht fertig. Warte auf die Bilder und versuch es dann noch einmal.
nothing-to-cancel = Du hast keine unfertigen Anfragen.
too-late-to-cancel = { $job } ist schon fertig.
not-yours-cancel = Nur wer die Anfrage gestellt hat oder die Moderation kann sie abbrechen.
not-yours-delete = Nur wer die Anfrage gestellt hat oder die Moderation kann das löschen.
moderators-only = Das dürfen nur Moderatoren.
age-restricted = Das wurde in einem altersbeschränkten Kanal gezeichnet. Es kann nur in einem ebensolchen gepostet werden.

## How to write it

how-id = Schreib es so: { COMMAND($command) } k7f3q
how-again = Schreib es so: { COMMAND("again", id: "k7f3q") } für ein Raster, { COMMAND("again", id: "k7f3q-5") } für eines seiner Bilder.
how-pick = Schreib es so: { COMMAND("pick") } k7f3q 5
how-post = Schreib es so: { COMMAND("post") } k7f3q 5
how-privacy = Schreib es so: { COMMAND("privacy") }, { COMMAND("privacy", what: "export") } oder { COMMAND("privacy", what: "delete") }
how-settings = Schreib es so: { COMMAND("settings") } oder { COMMAND("settings") } member-per-day 10
how-audit = Schreib es so: { COMMAND("audit") } oder { COMMAND("audit", page: "2") } für die zweite Seite
how-block = { PLATFORM() ->
    [discord] Schreib die Wörter der Regel, durch Kommas getrennt.
   *[other] Schreib es so: { COMMAND("block list") }, { COMMAND("block test") } WÖRTER, { COMMAND("block add") } NAME: Wörter, und Wendungen oder { COMMAND("block remove") } NAME
}
how-channel = Schreib es so: { COMMAND("channel") } off #name oder { COMMAND("channel") } on
how-timeout = Schreib es so: { COMMAND("timeout") } @name MINUTEN
how-lift = Schreib es so: { COMMAND("lift") } @name
how-grant = Schreib es so: { COMMAND("grant") } @name RASTER
how-why = Schreib es so: { COMMAND("why") } @name oder { COMMAND("why") } @name #kanal
how-cancel-all = Schreib es so: { COMMAND("cancel-all") } @name
how-report = Schreib es so: { COMMAND("report") } 7d, für bis zu 366 Tage

## Help

help = { PLATFORM() ->
    [discord]
        { COMMAND("imagine") } zeichnet neun Bilder von dem, was du beschreibst. Wähle eine Nummer, um eines zu sehen, und poste das, das dir gefällt.
        { COMMAND("quota") } zeigt, wie viele Raster dir bleiben, { COMMAND("cancel") } bricht deine neueste Anfrage ab, { COMMAND("again") } zeigt ein altes Raster, { COMMAND("privacy") } zeigt, was über dich gespeichert ist.
   *[other]
        { COMMAND("imagine") } WÖRTER zeichnet neun Bilder von dem, was du beschreibst. Wähle eine Nummer, um eines zu sehen, und poste das, das dir gefällt.
        { COMMAND("quota") } zeigt, wie viele Raster dir bleiben, { COMMAND("cancel") } bricht deine neueste Anfrage ab, { COMMAND("again") } ID zeigt ein altes Raster, { COMMAND("privacy") } zeigt, was über dich gespeichert ist.
}
help-moderators = Für die Moderation: { $commands }
help-topics = { PLATFORM() ->
    [discord] { COMMAND("help") } mit einem Thema erklärt mehr: { $topics }
   *[other] { COMMAND("help") } THEMA erklärt mehr: { $topics }
}
no-such-topic = Zu { $topic } gibt es keine Hilfe.
help-imagine = { PLATFORM() ->
    [discord]
        { COMMAND("imagine", prompt: "a cat in a rocket", seed: "5", no: "dogs", spoiler: "True") }
        Derselbe Prompt und Seed ergeben dieselben Bilder. „ohne“ ist, was vermieden werden soll. „spoiler“ verdeckt die Bilder, bis jemand sie anklickt.
        Apps → Zeichne das zeichnet, was in einer Nachricht steht.
   *[other]
        { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
        Derselbe Prompt und Seed ergeben dieselben Bilder. --no ist, was vermieden werden soll. --spoiler verdeckt die Bilder, bis jemand sie anklickt.
}
help-quota = { COMMAND("quota") } zeigt, wie viele Raster dir bleiben und wann es neue gibt. Abgebrochene und fehlgeschlagene Anfragen zählen nicht.
help-pick = { PLATFORM() ->
    [discord] Wähle unter den Bildern eine Nummer, um das Bild allein zu sehen. Der Knopf „{ post }“ zeigt es allen im Kanal. „{ nine }“ zeigt jedes in voller Größe.
   *[other] { COMMAND("pick") } k7f3q 5 zeigt dir Bild 5 allein. { COMMAND("post") } k7f3q 5 zeigt es allen im Kanal. { COMMAND("nine", job: "k7f3q") } zeigt jedes in voller Größe.
}
help-again = { COMMAND("again", id: "k7f3q") } zeigt ein altes Raster, { COMMAND("again", id: "k7f3q-5") } eines seiner Bilder, genau wie sie waren.
help-cancel = { COMMAND("cancel") } bricht deine neueste Anfrage ab, { COMMAND("cancel", job: "k7f3q") } die Anfrage k7f3q. Sie zählt nicht zu deinem Kontingent.
help-redo = { PLATFORM() ->
    [discord] Der Knopf „{ redo }“ zeichnet denselben Prompt mit einem neuen Seed. „{ retry }“ versucht eine fehlgeschlagene Anfrage noch einmal.
   *[other] { COMMAND("redo") } k7f3q zeichnet denselben Prompt mit einem neuen Seed. { COMMAND("retry") } k7f3q versucht eine fehlgeschlagene Anfrage noch einmal.
}
help-delete = { PLATFORM() ->
    [discord] Der Knopf „{ delete }“ löscht deine Bilder für alle.
   *[other] { COMMAND("delete") } k7f3q löscht deine Bilder für alle.
}
help-privacy = { COMMAND("privacy") } zeigt, was über dich gespeichert ist, { COMMAND("privacy", what: "export") } gibt es dir, { COMMAND("privacy", what: "delete") } löscht es.
help-settings = { PLATFORM() ->
    [discord] { COMMAND("settings") } zeigt alle Einstellungen und lässt dich sie ändern. { COMMAND("set") } ändert eine Einstellung; ohne Wert entfällt die Grenze. { COMMAND("role") } setzt die Grenzen einer Rolle.
   *[other] { COMMAND("settings") } zeigt alle Einstellungen. { COMMAND("settings") } member-per-day 10 ändert eine, { COMMAND("settings") } member-per-day none hebt die Grenze auf.
}
help-undo = { COMMAND("undo") } macht die letzte Änderung der Einstellungen rückgängig, noch einmal auch die davor.
help-audit = { COMMAND("audit") } zeigt, wer wann was geändert hat. { COMMAND("audit", page: "2") } zeigt die zweite Seite.
help-block = { PLATFORM() ->
    [discord] { COMMAND("block test") } zeigt, welche Prompts der letzten sieben Tage eine Regel abgelehnt hätte. { COMMAND("block add") } speichert eine Regel, { COMMAND("block list") } zeigt alle, { COMMAND("block remove") } entfernt eine. Mitglieder sehen den Namen einer Regel, nie ihre Wörter.
   *[other] { COMMAND("block test") } WÖRTER zeigt, welche Prompts der letzten sieben Tage eine Regel abgelehnt hätte. { COMMAND("block add") } NAME: Wörter, und Wendungen speichert eine Regel, { COMMAND("block list") } zeigt alle, { COMMAND("block remove") } NAME entfernt eine. Mitglieder sehen den Namen einer Regel, nie ihre Wörter.
}
help-channel = { PLATFORM() ->
    [discord] { COMMAND("channel") } schaltet das Zeichnen in einem Kanal ein oder aus.
   *[other] { COMMAND("channel") } off schaltet das Zeichnen in diesem Kanal aus, { COMMAND("channel") } off #name in einem anderen. { COMMAND("channel") } on #name schaltet es wieder ein.
}
help-timeout = { PLATFORM() ->
    [discord] { COMMAND("timeout") } gibt einem Mitglied ein Time-out: So viele Minuten lang kann es keine Anfragen stellen, und seine wartenden Anfragen werden abgebrochen. minutes:0 hebt das Time-out auf.
   *[other] { COMMAND("timeout") } @name 30 gibt einem Mitglied ein Time-out: 30 Minuten lang kann es keine Anfragen stellen, und seine wartenden Anfragen werden abgebrochen. { COMMAND("lift") } @name hebt das Time-out auf.
}
help-grant = { PLATFORM() ->
    [discord] { COMMAND("grant") } gibt einem Mitglied heute mehr Raster.
   *[other] { COMMAND("grant") } @name 5 gibt einem Mitglied heute fünf Raster mehr.
}
help-why = { PLATFORM() ->
    [discord] { COMMAND("why") } zeigt, wie sich das Kontingent eines Mitglieds berechnet, Grenze für Grenze.
   *[other] { COMMAND("why") } @name #kanal zeigt, wie sich das Kontingent eines Mitglieds berechnet, Grenze für Grenze.
}
help-line = { PLATFORM() ->
    [discord] { COMMAND("line") } zeigt die Warteschlange. { COMMAND("cancel-all") } bricht alle Anfragen eines Mitglieds ab, { COMMAND("cancel", job: "k7f3q") } eine einzelne.
   *[other] { COMMAND("line") } zeigt die Warteschlange. { COMMAND("cancel-all") } @name bricht alle Anfragen eines Mitglieds ab, { COMMAND("cancel") } k7f3q eine einzelne.
}
help-report = { PLATFORM() ->
    [discord] { COMMAND("report", days: "7") } zeigt Raster, Personen, Ablehnungen, Wartezeiten und Kosten der letzten sieben Tage, als Diagramm und als CSV.
   *[other] { COMMAND("report") } 7d zeigt Raster, Personen, Ablehnungen, Wartezeiten und Kosten der letzten sieben Tage, als Diagramm und als CSV.
}

## Moderators

settings-title = Einstellungen dieser Community:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Kanäle, in denen das Zeichnen aus ist: { $channels }
settings-rules = Regeln für Wörter: { $rules }
settings-how = { PLATFORM() ->
    [discord] Wähle unten, was du ändern willst. { COMMAND("undo") } macht die letzte Änderung rückgängig, { COMMAND("audit") } zeigt, wer was geändert hat.
   *[other] { COMMAND("settings") } NAME WERT ändert eine Einstellung. { COMMAND("undo") } macht die letzte Änderung rückgängig, { COMMAND("audit") } zeigt, wer was geändert hat.
}
role-gone = { $key }: Die Rolle { $role } gibt es nicht mehr.
log-channel-closed = Änderungen werden nicht gemeldet: Ich kann in { $channel } nichts schreiben. Wähle einen anderen log-channel.
none = keine
no-limit = keine Grenze
changed = Gespeichert. Die Änderung gilt ab jetzt.
undone = Die Änderung wurde rückgängig gemacht.
unchanged = Nichts wurde geändert, denn es ist schon so eingestellt.
rehearsal = Noch nicht gespeichert. Das lehnt mehr ab als die jetzigen Einstellungen:
rehearsal-again = Inzwischen wurden Einstellungen geändert:
rehearsal-refused = { $people ->
    [one] In den letzten sieben Tagen hätte es { $count } von { $total } Anfragen abgelehnt, von 1 Person: { $names }
   *[other] In den letzten sieben Tagen hätte es { $count } von { $total } Anfragen abgelehnt, von { $people } Personen: { $names }
}
rehearsal-name = { $name } ({ $count })
rehearsal-deleted = gelöscht
rehearsal-before = Mit den jetzigen Einstellungen wären es { $count } gewesen.
rehearsal-relaxed = { $count } davon hätten auf ein freies Gerät warten können.
rehearsal-prompts = Dafür wurden die Wörter der neuesten { $count } angenommenen Anfragen gelesen; gelöschte und abgelehnte Prompts sind nicht gespeichert.
rehearsal-loosens = Niemand wird häufiger abgelehnt als bisher.
rehearsal-nothing = Von den { $total } Anfragen der letzten sieben Tage hätte es keine abgelehnt, die die jetzigen Einstellungen annehmen.
rehearsal-cancelled = Es wurde nichts gespeichert.
save-rehearsed = Speichern
cancel-rehearsed = Abbrechen
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = aufgehoben
nothing-to-undo = Es gibt keine Änderung, die sich rückgängig machen lässt.
changed-since = Diese Änderung gilt nicht mehr, oder danach wurde noch etwas geändert; darum wurde nichts rückgängig gemacht. { COMMAND("undo") } macht die letzte Änderung rückgängig.
audit-title = Wer was geändert hat, Seite { $page } von { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-kind-settings = Einstellungen
audit-kind-channel = Kanal
audit-kind-block = Wortregeln
audit-kind-undo = Rückgängig
audit-kind-grant = Zusätzliche Raster
audit-kind-time-out = Auszeit
audit-kind-moderator = Moderation
audit-kind-removed = aus der Community entfernt
audit-kind-back = zurück in der Community
audit-kind-cancel = abgebrochene Anfrage
audit-kind-remove = entferntes Bild
audit-kind-remove-person = entfernte Person
audit-kind-dismiss = verworfene Meldung
audit-key-rules = Regeln
audit-key-channels-off = Kanäle ohne Zeichnen
audit-key-channels-on = Kanäle mit Zeichnen
audit-key-kept-until = aufbewahrt bis
audit-key-settings = Einstellungen
audit-as-before = wie zuvor
audit-removed = entfernt
audit-empty = Bisher wurde nichts geändert.
audit-no-page = { $count ->
    [one] Es gibt nur 1 Seite.
   *[other] Es gibt nur { $count } Seiten.
}
unknown-setting = Die Einstellung { $key } gibt es nicht. Es gibt { $known }.
merged-setting = { $key } ist keine Einstellung mehr. { $now } gibt an, wie viele unfertige Anfragen ein Mitglied haben darf. Nichts wurde gespeichert.
wrong-setting = { $key } kann nicht { $value } sein. Nichts wurde gespeichert.
wrong-setting-number = { $key } ist eine ganze Zahl von { $low } bis { $high }, nicht { $value }. Nichts wurde gespeichert.
wrong-setting-time = { $key } ist eine Uhrzeit wie 06:00, nicht { $value }. Nichts wurde gespeichert.
wrong-setting-zone = { $key } ist eine Zeitzone wie Europe/Berlin, nicht { $value }. Nichts wurde gespeichert.
wrong-setting-switch = { $key } ist on oder off, nicht { $value }. Nichts wurde gespeichert.
wrong-setting-channel = { $key } hat höchstens { $high } Zeichen. Nichts wurde gespeichert.
wrong-setting-numbers-of-roles = { $key } schreibt man als ROLLE=ZAHL, mit Zahlen von { $low } bis { $high }, nicht { $value }. Nichts wurde gespeichert.
wrong-setting-weights-of-roles = { $key } schreibt man als ROLLE=ZAHL, mit Zahlen von { $low } bis { $high }, nicht { $value }. Nichts wurde gespeichert.
block-empty = { PLATFORM() ->
    [discord] Es gibt noch keine Regeln. { COMMAND("block test") } zeigt, was eine Regel abgelehnt hätte.
   *[other] Es gibt noch keine Regeln. { COMMAND("block test") } WÖRTER zeigt, was eine Regel abgelehnt hätte.
}
block-title = Regeln für Wörter:
block-line = { $name }: { $words }
block-added = Gespeichert: Die Regel „{ $name }“ lehnt { $words } ab.
block-also = Sie lehnt auch { $words } ab, weil Ziffern und Zeichen als Buchstaben gelten.
block-removed = Gespeichert: Die Regel „{ $name }“ wurde entfernt.
block-words-removed = Gespeichert: Die Regel „{ $name }“ lehnt { $words } nicht mehr ab.
block-test = { $count ->
    [one] „{ $words }“ hätte 1 von { $total } Prompts der letzten sieben Tage abgelehnt:
   *[other] „{ $words }“ hätte { $count } von { $total } Prompts der letzten sieben Tage abgelehnt:
}
block-test-newest = Es gab mehr Prompts; getestet wurden die neuesten { $count }.
block-too-many = Es kann höchstens { $most } Regeln geben. Füge die Wörter einer davon hinzu.
no-such-rule = Die Regel „{ $name }“ gibt es nicht. { COMMAND("block list") } zeigt alle Regeln.
long-rule = Die Regel hätte { $count } Zeichen; erlaubt sind { $most }. Nimm eine zweite Regel.
long-rules = Alle Regeln zusammen hätten { $count } Zeichen; erlaubt sind { $most }. Entferne Wörter, die nicht mehr nötig sind.
empty-rule = Eine Regel braucht Buchstaben oder Ziffern; andere Zeichen treffen nichts.
and-more = … und { $count } weitere
why-title = Grenzen von { $name }:
why-role = {"  "}durch die Rolle { $role }
why-granted = {"  "}{ $count } davon wurden für heute gegeben
why-timed-out = Time-out bis { $time }
why-channel-off = In diesem Kanal ist das Zeichnen ausgeschaltet.
time-out = { $name } hat ein Time-out bis { $time }.
time-out-jobs = { $count ->
    [one] 1 wartende Anfrage wurde abgebrochen und erstattet.
   *[other] { $count } wartende Anfragen wurden abgebrochen und erstattet.
}
time-out-none = { $name } hat kein Time-out; nichts wurde geändert.
time-out-lifted = { $name } hat kein Time-out mehr.
wrong-minutes = Minuten sind eine ganze Zahl von 0 bis { $most }, nicht { $value }.
granted = { $count ->
    [one] { $name } hat heute 1 Raster mehr.
   *[other] { $name } hat heute { $count } Raster mehr.
}
wrong-grids = Raster sind eine ganze Zahl von 1 bis { $most }, nicht { $value }.
line-empty = Die Warteschlange ist leer.
line-title = { $count } in der Warteschlange:
line-line = { $job } { $name }: { $state } seit { $since } { $place }: { $prompt }
state-drawing = wird gezeichnet
state-waiting = wartet
in-channel = in #{ $channel }
cancelled-all = { $count ->
    [one] 1 Anfrage wurde abgebrochen und erstattet.
   *[other] { $count } Anfragen wurden abgebrochen und erstattet.
}
wrong-days = Tage sind eine ganze Zahl von 1 bis { $most }, nicht { $value }.

## Report

report-title = { $count ->
    [one] Heute: { $grids } von { $people }.
   *[other] Die letzten { $count } Tage: { $grids } von { $people }.
}
count-grids = { $count ->
    [one] 1 Raster
   *[other] { $count } Raster
}
count-people = { $count ->
    [one] 1 Person
   *[other] { $count } Personen
}
report-given-back = Erstattet: { $count }
report-waits = Wartezeit: bei der Hälfte bis { $p50 }, bei 95 von 100 bis { $p95 }
report-costs = Gerätezeit: { $seconds }; { $money }
report-refusals = Abgelehnt: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = zu viele unfertige Anfragen
rule-member-per-day = Kontingent des Mitglieds verbraucht
rule-channel-per-day = Kontingent des Kanals verbraucht
rule-community-per-day = Kontingent der Community verbraucht
rule-bot-per-day = Kontingent des Bots verbraucht
rule-blocked = Regel „{ $name }“
rule-channel-off = Zeichnen im Kanal ausgeschaltet
rule-timed-out = Time-out
rule-line-full = Warteschlange voll
rule-stopping = Neustart des Bots
rule-age-restricted = altersbeschränkt
chart-title = Raster pro Tag
chart-grids = Raster
chart-people = Personen
chart-refused = abgelehnt
chart-wait = mittlere Wartezeit
chart-money = Kosten
chart-device = Gerätezeit

## Times

tomorrow = morgen um { $time }

## What settings mean

meaning-member-per-day = Raster pro Tag für jedes Mitglied
meaning-role-per-day = Raster pro Tag für Mitglieder mit einer Rolle
meaning-channel-per-day = Raster pro Tag in jedem Kanal
meaning-community-per-day = Raster pro Tag in dieser Community
meaning-unfinished = unfertige Anfragen eines Mitglieds
meaning-role-weight = wie schnell eine Rolle in der Warteschlange vorrückt; 1 ist normal
meaning-reset = wann Kontingente täglich neu beginnen
meaning-timezone = die Zeitzone von { $reset }
meaning-relaxed = wenn das Kontingent verbraucht ist, ein freies Gerät anbieten
meaning-longest-prompt = höchstens so viele Zeichen pro Prompt
meaning-log-channel = Kanal, in dem Änderungen gemeldet werden
meaning-retention-days = Tage, die Prompts und Bilder gespeichert bleiben
setting-member-per-day = Raster pro Mitglied
setting-role-per-day = Raster pro Rolle
setting-channel-per-day = Raster pro Kanal
setting-community-per-day = Raster insgesamt
setting-role-weight = Tempo von Rollen
setting-reset = Neubeginn des Tages
setting-timezone = Zeitzone
setting-relaxed = Freies Gerät
setting-longest-prompt = Längster Prompt
setting-log-channel = Protokollkanal
setting-retention-days = Tage gespeichert
setting-channels-off = Kanäle aus
setting-channels-on = Kanäle an
setting-rules = Gesperrte Wörter


## Memes: captions, variations, and files to keep

caption = Beschriften
edit-caption = Beschriftung ändern
vary-little = Wenig variieren
vary-half = Halb variieren
vary-most = Stark variieren
enlarge = Vergrößern
edit = Bearbeiten
watch = Animation
nine = Alle neun
save = Alle speichern
captioned = Bild { $tile } von „{ $prompt }“ mit deiner Beschriftung. Nur du siehst das.
alt-is = Alternativtext: { $alt }
alt-caption = Bild { $tile } von „{ $prompt }“ mit der Beschriftung { $words }.
caption-empty = Schreibe etwas über oder unter das Bild.
caption-script = Keine Schrift hier hat „{ $character }“. Lass es weg, oder bitte den Betreiber, Noto-Schriften zu installieren.
no-such-caption = Diese Beschriftung ist nicht mehr verfügbar.
varied-from = Variation von { $parent }
enlarged = Bild { $tile } von „{ $prompt }“, vergrößert von { NUMBER($before, useGrouping: 0) } auf { NUMBER($after, useGrouping: 0) } Pixel. Es ist größer, nicht schärfer.
saved = Alle Bilder von { $job } und wie sie gezeichnet wurden.
watched = So entstanden die Bilder von „{ $prompt }“.
alt-animation = Die { $count } Bilder von „{ $prompt }“, wie sie entstehen.
how-caption = Schreib es so: { COMMAND("caption") } k7f3q-5 Text oben --bottom Text unten
how-vary = Schreib es so: { COMMAND("vary") } k7f3q-5 half
how-edit = Schreib es so: { COMMAND("edit") } k7f3q die neuen Wörter
how-enlarge = Schreib es so: { COMMAND("enlarge") } k7f3q-5
help-caption = { COMMAND("caption", job: "k7f3q", tile: "5") } schreibt Text auf Bild 5. Du siehst es zuerst allein und kannst es dann posten.
help-vary = { COMMAND("vary", job: "k7f3q", tile: "5") } zeichnet neun Bilder, die wie Bild 5 beginnen. Das zählt als ein Raster.
help-edit = { COMMAND("edit", job: "k7f3q") } zeichnet andere Wörter mit demselben Seed. Das zählt als ein Raster.
help-enlarge = { COMMAND("enlarge", job: "k7f3q", tile: "5") } zeigt Bild 5 in 1024 Pixeln.
help-save = { COMMAND("save", job: "k7f3q") } gibt dir alle neun Bilder als Zip-Datei.
help-watch = { COMMAND("watch", job: "k7f3q") } zeigt, wie die neun Bilder entstanden.

## Mashes: two prompts in one grid

edit-mash = Mischung bearbeiten
mash-dial = Mischung: { NUMBER($percent, maximumFractionDigits: 1) } % des Wegs vom Ersten zum Zweiten
mash-walk = Mischung: schrittweise vom Ersten zum Zweiten
mash-same = Beide Prompts sind gleich. Schreibe zwei verschiedene Dinge, zum Beispiel: { COMMAND("mash") } a cat + a teapot
wrong-dial = Der Regler ist eine Zahl von 0 (nur das Erste) bis { $most } (nur das Zweite), nicht „{ $value }“.
how-mash = { PLATFORM() ->
    [discord] Schreibe beide Prompts, zum Beispiel a cat und a teapot.
   *[other] Schreibe zwei Prompts mit + dazwischen, zum Beispiel: { COMMAND("mash") } a cat + a teapot
}
help-mash = { PLATFORM() ->
    [discord] { COMMAND("mash", a: "a cat", b: "a teapot") } zeichnet neun Bilder von beidem. „regler“ geht von 0 (nur das Erste) bis 100 (nur das Zweite). Mit „schritte“ gehen die neun vom Ersten zum Zweiten. Das zählt als ein Raster.
   *[other] { COMMAND("mash") } a cat + a teapot zeichnet neun Bilder von beidem. --dial geht von 0 (nur das Erste) bis 100 (nur das Zweite). Mit --walk gehen die neun vom Ersten zum Zweiten. Das zählt als ein Raster.
}

## Galerie

newer = Neuer
favourite = ☆ Favorit
unfavourite = ★ Favorit
favoured = Mit einem Stern markiert. { COMMAND("gallery favourites") } zeigt alle.
unfavoured = Der Stern ist entfernt.
caption-of = Bild { $tile } von „{ $prompt }“, beschriftet von { $name }. Nur du siehst das.
gallery-mine = Deine Bilder
gallery-favourites = Deine Favoriten
gallery-here = In diesem Kanal gezeichnet
gallery-search = Gefunden für „{ $words }“
gallery-mine-none = Hier ist noch nichts. { COMMAND("imagine") } zeichnet neun Bilder.
gallery-favourites-none = Hier ist noch nichts. Wähle ein Bild und drücke dann „{ favourite }“.
gallery-here-none = Hier wurde noch nichts gezeichnet, was du sehen darfst.
gallery-search-none = Nichts, was du sehen darfst, enthält alle diese Wörter.
alt-gallery = Kleine Bilder: { $works }
how-gallery = Schreib es so: { PLATFORM() ->
    [discord] { COMMAND("gallery search", words: "eine Katze") }
   *[other] { COMMAND("gallery mine") }, { COMMAND("gallery favourites") }, { COMMAND("gallery here") } oder { COMMAND("gallery search") } WÖRTER
}
how-favourite = Schreib es so: { COMMAND("favourite") } k7f3q 5 oder { COMMAND("favourite") } k7f3q 5 off
help-gallery = { PLATFORM() ->
    [discord] { COMMAND("gallery mine") } zeigt deine Raster und die Bilder, die du gepostet, beschriftet oder markiert hast, { COMMAND("gallery favourites") } die mit einem Stern, { COMMAND("gallery here") } was in diesem Kanal gezeichnet wurde. { COMMAND("gallery search") } findet Prompts und Beschriftungen, die alle deine Wörter enthalten. Nur du siehst die Seiten.
   *[other] { COMMAND("gallery mine") } zeigt deine Raster und die Bilder, die du gepostet, beschriftet oder markiert hast, { COMMAND("gallery favourites") } die mit einem Stern, { COMMAND("gallery here") } was in diesem Kanal gezeichnet wurde. { COMMAND("gallery search") } WÖRTER findet Prompts und Beschriftungen, die alle diese Wörter enthalten. { COMMAND("favourite") } k7f3q 5 markiert Bild 5 mit einem Stern. Nur du siehst die Seiten.
}
## Memes: in anderen Kanälen teilen und zurückziehen

share = Teilen
withdraw = Zurückziehen
show-grid = Raster zeigen
shared = „{ $prompt }“ von { $maker }, geteilt von { $name }
shared-own = „{ $prompt }“ gemacht und geteilt von { $name }
share-done = Bild { $tile } von { $job } ist in #{ $channel } geteilt.
share-done-there = Bild { $tile } von { $job } ist in diesem Kanal geteilt.
share-nowhere = Hier gibt es keinen Kanal, in dem du schreiben darfst und ich Bilder posten darf.
share-not-there = In diesem Kanal kannst du nicht teilen. Wähle einen, in dem du schreiben darfst.
share-lacking = In #{ $channel } kann ich keine Bilder posten, weil mir dort diese Rechte fehlen: { $missing }. Frag die Moderation oder wähle einen anderen Kanal.
share-channel-off = Die Moderation hat Bilder in diesem Kanal ausgeschaltet. Wähle einen anderen.
share-captions-off = Die Moderation hat Beschriftungen in diesem Kanal ausgeschaltet. Wähle einen anderen.
share-archived = Dieser Kanal ist archiviert. Wähle einen anderen.
share-refused = Ich konnte es dort nicht posten, weil es den Kanal nicht mehr gibt oder er mir verschlossen ist. Wähle einen anderen.
share-unsure = Ich bekam keine Antwort; das Bild von { $job } ist dort vielleicht gepostet, vielleicht nicht. Sieh dort nach, bevor du es noch einmal teilst.
withdrawn = { $count ->
    [0] Von { $job } ist sonst nichts gepostet.
    [one] 1 Beitrag mit { $job } wurde zurückgezogen.
   *[other] { $count } Beiträge mit { $job } wurden zurückgezogen.
}
still-visible = Noch nicht entfernt, also noch sichtbar in { $channels }. Ich versuche es dreißig Tage lang weiter; die Moderation kann es dort sofort löschen.
not-shared = Von { $job } ist nichts gepostet, das du zurückziehen kannst. Ist das Raster abgelaufen, kann die Moderation die Nachricht löschen.
not-yours-withdraw = Das kannst du nicht zurückziehen. Entweder ist es schon zurückgezogen, oder du hast es weder gemacht noch gepostet, oder das Raster ist abgelaufen; dann kann die Moderation die Nachricht löschen.
captions-off = Die Moderation hat Beschriftungen hier ausgeschaltet.
sharing-off = Die Moderation hat das Posten und Teilen hier ausgeschaltet.
mash-off = Die Moderation hat das Mischen hier ausgeschaltet.
hall-off = Die Moderation hat die Ruhmeshalle hier ausgeschaltet.
how-share = Schreib es so: { COMMAND("share") } k7f3q-5 #memes
help-share = { PLATFORM() ->
    [discord] Wähle unter den Bildern eine Nummer, dann „{ share }“, um dieses Bild in einem anderen Kanal zu posten, in dem du schreiben darfst.
   *[other] { COMMAND("share") } k7f3q-5 #memes postet Bild 5 in #memes, wenn du dort schreiben darfst.
}
help-withdraw = { COMMAND("withdraw", job: "k7f3q") } entfernt alle geposteten Bilder deines Rasters, oder die, die du von einem fremden gepostet hast.
meaning-captions = Beschriftungen: on, off oder off #KANAL
meaning-sharing = Bilder posten und teilen: on, off oder off #KANAL
meaning-mash = Mischen: on, off oder off #KANAL
meaning-hall = Ruhmeshalle: on, off oder off #KANAL
setting-captions = Beschriftungen
setting-sharing = Posten und Teilen
setting-mash = Mischen
setting-hall = Ruhmeshalle
wrong-setting-feature = { $key } ist on, off oder off mit den Namen von Kanälen, nicht { $value }. Nichts wurde gespeichert.
audit-kind-withdraw = Bild zurückgezogen
rule-captions-off = Beschriftungen ausgeschaltet
rule-sharing-off = Teilen ausgeschaltet
rule-mash-off = Mischen ausgeschaltet
rule-hall-off = Ruhmeshalle ausgeschaltet
rule-share-channel-off = Teilen im Kanal ausgeschaltet
rule-share-captions-off = Beschriftungen im Kanal ausgeschaltet
rule-share-nowhere = kein Kanal zum Teilen

## Ruhmeshalle

vote = ▲ Stimme{ $count ->
    [0] {""}
   *[other] {" "}({ $count })
}
unvote = ▲ Stimme zurücknehmen
voted = Du hast für { $picture } gestimmt. { $count ->
    [one] Es hat 1 Stimme.
   *[other] Es hat { $count } Stimmen.
}
unvoted = Du stimmst nicht mehr für { $picture }. { $count ->
    [0] Es hat keine Stimmen.
    [one] Es hat 1 Stimme.
   *[other] Es hat { $count } Stimmen.
}
vote-own = Das ist dein eigenes Bild. Nur Stimmen von anderen zählen.
hall-unset = Hier gibt es keine Ruhmeshalle. Die Moderation kann einen Kanal dafür wählen.
hall-withdrawn = Dieses Bild wurde aus der Ruhmeshalle zurückgezogen, deshalb kann niemand mehr dafür stimmen.
hall-post = ▲ „{ $prompt }“ von { $maker }
hall-entered = Das reicht für die Ruhmeshalle.
hall-not-posted = { $picture } hat genug Stimmen für die Ruhmeshalle, aber ich konnte es dort nicht posten. Prüfe, ob es den Kanal von { $key } gibt und ob ich dort Bilder posten darf; Bilder aus Kanälen mit Altersbeschränkung brauchen einen solchen. Mit der nächsten Stimme versuche ich es wieder.
hall-channel-closed = In die Ruhmeshalle kommt nichts: Ich kann in { $channel } nichts schreiben. Wähle einen anderen hall-channel.
top-week = Die meisten Stimmen in 7 Tagen
top-month = Die meisten Stimmen in 30 Tagen
top-ever = Die meisten Stimmen überhaupt
top-none = Für kein Bild, das du sehen darfst, hat jemand gestimmt. Wähle ein Bild aus und drücke „▲“.
how-vote = Schreib es so: { COMMAND("vote") } k7f3q 5 oder { COMMAND("vote") } k7f3q 5 off
how-top = { PLATFORM() ->
    [discord] Schreib { COMMAND("top") } und wähle week, month oder ever
   *[other] Schreib es so: { COMMAND("top") } week, { COMMAND("top") } month oder { COMMAND("top") } ever
}
help-top = { PLATFORM() ->
    [discord] Wo die Moderation einen Kanal für die Ruhmeshalle gewählt hat, stimmst du mit ▲ unter einem ausgewählten oder geposteten Bild dafür. Mit genug Stimmen von anderen wird es dort gepostet. { COMMAND("top") } zeigt die Bilder mit den meisten Stimmen.
   *[other] Wo die Moderation einen Kanal für die Ruhmeshalle gewählt hat, stimmst du mit ▲ unter einem ausgewählten oder geposteten Bild dafür, oder mit { COMMAND("vote") } k7f3q 5. Mit genug Stimmen von anderen wird es dort gepostet. { COMMAND("top") } week, month oder ever zeigt die Bilder mit den meisten Stimmen.
}
meaning-hall-channel = Kanal der Ruhmeshalle
meaning-hall-votes = Stimmen, die ein Bild für die Ruhmeshalle braucht
setting-hall-channel = Kanal der Ruhmeshalle
setting-hall-votes = Stimmen für die Ruhmeshalle
rule-hall-unset = keine Ruhmeshalle
rule-hall-withdrawn = aus der Ruhmeshalle zurückgezogen

# --- reports to the moderators

report-picture = Melden
report-thanks = Danke. Die Moderation sieht es sich an.
report-no-picture = Das ist keines meiner Bilder.
report-no-channel = Deine Meldung hat die Moderation nicht erreicht: Hier gibt es keinen Kanal für Meldungen, oder ich kann darin gerade nichts posten. Sag der Moderation Bescheid: { $job }.
report-dismissed = Die Meldungen zu { $job } wurden verworfen.
reported = { $reporter } meldet { $job }: „{ $prompt }“, angefragt von { $asker }, in #{ $channel }
reported-post = { $reporter } meldet ein gepostetes Bild von { $job }: „{ $prompt }“, gepostet von { $asker }, in #{ $channel }
reported-show = Ansehen
reported-remove = Entfernen
reported-remove-grid = Raster entfernen
reported-dismiss = Verwerfen
reported-time-out = Time-out für { $count } Minuten
how-report-picture = Schreib es so: { COMMAND("report-picture") } k7f3q-5
help-report-picture = { PLATFORM() ->
    [discord] Öffne das Menü einer meiner Nachrichten und wähle Apps → Bild melden, oder drücke Melden unter einem ausgewählten Bild. Die Moderation kann das Bild entfernen, deine Meldung verwerfen oder der Person, die es gemacht oder gepostet hat, ein Time-out geben.
   *[other] { COMMAND("report-picture", id: "k7f3q-5") } meldet der Moderation ein Bild. Sie kann es entfernen, deine Meldung verwerfen oder der Person, die es gemacht oder gepostet hat, ein Time-out geben.
}
