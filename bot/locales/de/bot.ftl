### What the bot says on every platform.

## A job's message

title = „{ $prompt }“ für { $name }
without = Möglichst ohne: { $no }
place = Platz { $place } in der Schlange; { $ready }.
ready-in = fertig in etwa { $span }
ready-in-band = fertig in etwa { $span } ({ $soonest } bis { $latest })
overtaken = Jemand, der zuletzt weniger Bilder hatte, kommt zuerst dran.
warming-up = Das Modell wärmt sich noch auf, die ersten Bilder dauern etwas länger.
trying-again = Das ging einmal schief; es wird noch einmal versucht.
drawing = Zeichnet: { $percent } %, noch etwa { $left }.
seed = Seed { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } von { $limit } verbraucht, weiter um { $time }
used-unlimited = { $used } verbraucht, ohne Grenze
left-of = noch { $left } von { $limit } bis { $time }
charge-relaxed = entspannt: verbraucht nichts, gezeichnet wird, wenn gerade Ruhe ist
relaxed-used = entspannt: verbrauchte nichts
unread = { $count ->
    [one] gelesen bis „…{ $end }“; 1 Wort wurde nicht gelesen
   *[other] gelesen bis „…{ $end }“; { $count } Wörter wurden nicht gelesen
}
unknown-words = { $model } hat { $words } nicht gelernt; versuch es mit einfacheren englischen Wörtern
made-from = gemacht aus { $parent }
quoted = „{ $text }“
cancelled = Abgebrochen; es hat nichts verbraucht.
cancelled-by-moderator = Von der Moderation abgebrochen; es hat nichts verbraucht.
failed = Das ließ sich nicht zeichnen, auch beim zweiten Mal nicht; es hat nichts verbraucht. Kennung: { $reference }
waited-too-long = Das hat zu lange gewartet und wurde zurückgegeben; es hat nichts verbraucht.
line-full-waits = Die Schlange ist voll; sobald Platz ist, geht es weiter.
no-money = Das Budget für heute ist aufgebraucht; weiter geht es um { $time }, oder sobald es mehr gibt.
kept = Der Bot startet neu; dieser Platz bleibt, und es geht von selbst weiter.
back-again = Der Bot wurde neu gestartet; jetzt geht es weiter.
elsewhere = In der Schlange.
deleted = { $job } wurde gelöscht.
no-picture = Von { $job } gibt es keine Bilder mehr; bitte mit { COMMAND("imagine") } neu.
other-model = { $job } hat { $model } gezeichnet, das gerade nicht geladen ist; bitte mit { COMMAND("imagine") } neu.

## Buttons

cancel = Abbrechen
cancel-job = { $job } abbrechen
redo = Noch einmal
retry = Erneut versuchen
delete = Löschen
post = Hier zeigen
relaxed = Auf Ruhe warten
undo = Zurücknehmen
older = Ältere
privacy-export = Exportieren
privacy-next = Nächster Teil
privacy-forget = Alles löschen

## Alt texts

alt-grid = Ein Raster aus { $count } Bildern von „{ $prompt }“, zeilenweise nummeriert; Seed { NUMBER($seed, useGrouping: 0) }.
alt-tile = Bild { $tile } von { $count } von „{ $prompt }“; Seed { NUMBER($seed, useGrouping: 0) }.
alt-preview = Halb gezeichnete Bilder von „{ $prompt }“.
alt-report = Ein Diagramm der Raster je Tag, vom { $first } bis { $last }; insgesamt { $grids }.

## Pictures

picked = Bild { $tile } von „{ $prompt }“; nur du siehst das.
posted = „{ $prompt }“ von { $maker }, gezeigt von { $name }
posted-own = „{ $prompt }“ von { $maker }

## What members asked

cancelled-yours = { $job } ist abgebrochen: { $used }.
cancelled-theirs = { $job } von { $name } ist abgebrochen.
at-once-now = { $count } von { $most } gleichzeitig unfertig
scope-member = Für dich
scope-name = Für { $name }
scope-channel = In diesem Kanal
scope-community = In dieser Community
scope-bot = Für alle
scope-line = { $scope }: { $used }
privacy-show = Von dir gespeichert: deine Prompts, Seeds und Bilder (als Zahlen, aus denen sie neu gezeichnet werden), deine Kennung und dein Name, und wie viele Raster du wolltest. Exportieren gibt dir alles; { COMMAND("privacy") } delete löscht es.
privacy-exported = Alles, was von dir gespeichert ist.
privacy-exported-part = Alles, was von dir gespeichert ist, Teil { $page } von { $pages }: Für eine Nachricht ist es zu viel.
privacy-sure = Das löscht deine Prompts und Bilder für immer, nimmt ihre Nachrichten weg und bricht ab, was noch nicht fertig ist. Wie viele Raster du wolltest, wird weiter gezählt, ohne deinen Namen; was die Moderation entschied, bleibt. Sicher?
privacy-forgotten = { $count ->
    [one] Fertig: 1 Raster wurde gelöscht, mit allem, was davon gespeichert war.
   *[other] Fertig: { $count } Raster wurden gelöscht, mit allem, was davon gespeichert war.
}

## What was not possible

refused = Das geht gerade nicht.
went-wrong = Hier ging etwas schief; an dir lag es nicht. Versuch es gleich noch einmal. Kennung: { $reference }
did-you-mean = Meintest du { $closest }?
unknown-command = { COMMAND($command) } gibt es nicht; { COMMAND("help") } zeigt, was es gibt.
unknown-option = Die Option --{ $option } gibt es nicht; es gibt { $options }.
option-twice = --{ $option } steht zweimal da; einmal genügt.
option-empty = Nach --{ $option } fehlt ein Wert, wie in --{ $option } { $example }.
wrong-seed = Ein Seed ist eine ganze Zahl von 0 bis { NUMBER($most, useGrouping: 0) }, nicht { $value }.
empty-prompt = Schreib, was gezeichnet werden soll, etwa: { COMMAND("imagine") } a cat in a rocket
long-prompt = Das sind { $count } Zeichen; bis zu { $most } sind in Ordnung. Bitte kürzen.
long-no = Was fehlen soll, hat { $count } Zeichen; bis zu { $most } sind in Ordnung.
long-argument = „{ $option }“ hat { $count } Zeichen; bis zu { $most } sind in Ordnung.
blocked = Die Regel „{ $name }“ dieser Community lässt das nicht zu. Andere Wörter sind willkommen.
channel-off = In diesem Kanal sind Bilder aus; in #{ $channel } sind sie an.
channel-off-all = In diesem Kanal sind Bilder aus; versuch es in einem anderen, oder frag die Moderation.
timed-out = Die Moderation hat dir eine Pause bis { $time } gegeben; danach bist du wieder willkommen.
stopping = Der Bot startet neu; versuch es in einer Minute wieder.
line-full = Die Schlange ist voll; versuch es in { $span } wieder. Es hat nichts verbraucht.
at-once = Du hast { $used } von { $limit } unfertig; in etwa { $span } wird ein Platz frei. Es hat nichts verbraucht.
at-once-no-money = Du hast { $used } von { $limit } unfertig, und das Budget für heute ist aufgebraucht; weiter geht es um { $time }. Das hier hat nichts verbraucht.
member-per-day = { $used } von { $limit } Rastern verbraucht, weiter um { $time }.
member-per-day-none = Hier kannst du keine Bilder bekommen: deine Grenze ist 0. Die Moderation kann das ändern.
give-more = Du moderierst und kannst das ändern: { COMMAND("grant") } @name 3 für heute, { COMMAND("settings") } member-per-day 20 für jeden Tag.
channel-per-day = Dieser Kanal hatte heute { $used } von { $limit }; weiter um { $time }, oder gleich in einem anderen Kanal.
channel-per-day-none = In diesem Kanal wird nichts gezeichnet; ein anderer ist vielleicht offen.
community-per-day = Diese Community hatte heute { $used } von { $limit }; weiter um { $time }.
community-per-day-none = In dieser Community wird nichts gezeichnet; die Moderation kann das ändern.
bot-per-day = Der Bot hat heute { $used } von { $limit } gezeichnet; weiter um { $time }.
bot-per-day-none = Der Bot zeichnet gerade nichts; wer ihn betreibt, kann das ändern.
offer-relaxed = Wenn du warten kannst, wird es gezeichnet, sobald Ruhe ist, und kostet nichts.
old-offer = Dieses Angebot gibt es nicht mehr; bitte mit { COMMAND("imagine") } neu.
old-button = Dieser Knopf geht nicht mehr; schreib stattdessen den Befehl ({ COMMAND("help") } zeigt sie).
no-such-user = { $name } gibt es hier nicht.
no-such-channel = Den Kanal #{ $name } gibt es nicht.
no-such-job = { $job } gibt es hier nicht.
no-such-tile = Ein Bild { $tile } gibt es nicht; wähle eines von 1 bis 9.
posted-already = Bild { $tile } von { $job } ist hier schon zu sehen, oder gleich.
not-drawn-yet = { $job } ist noch nicht gezeichnet.
nothing-to-cancel = Von dir wartet nichts.
too-late-to-cancel = { $job } ist schon fertig.
not-yours-cancel = Nur wer gefragt hat oder die Moderation kann abbrechen.
not-yours-delete = Nur wer gefragt hat oder die Moderation kann löschen.
moderators-only = Das kann nur die Moderation.

## How to write it

how-id = Schreib: { COMMAND($command) } k7f3q
how-again = Schreib: { COMMAND("again") } k7f3q für ein Raster oder { COMMAND("again") } k7f3q-5 für ein Bild daraus.
how-pick = Schreib: { COMMAND("pick") } k7f3q 5
how-post = Schreib: { COMMAND("post") } k7f3q 5
how-privacy = Schreib: { COMMAND("privacy") }, { COMMAND("privacy") } export oder { COMMAND("privacy") } delete
how-settings = Schreib: { COMMAND("settings") } oder { COMMAND("settings") } member-per-day 10
how-audit = Schreib: { COMMAND("audit") }, oder { COMMAND("audit") } 2 für die zweite Seite
how-block = Schreib: { COMMAND("block list") }, { COMMAND("block test") } WÖRTER, { COMMAND("block add") } NAME: Wörter, und Wendungen, oder { COMMAND("block remove") } NAME
how-channel = Schreib: { COMMAND("channel") } off #name oder { COMMAND("channel") } on
how-timeout = Schreib: { COMMAND("timeout") } @name MINUTEN
how-lift = Schreib: { COMMAND("lift") } @name
how-grant = Schreib: { COMMAND("grant") } @name RASTER
how-why = Schreib: { COMMAND("why") } @name oder { COMMAND("why") } @name #kanal
how-cancel-all = Schreib: { COMMAND("cancel-all") } @name
how-report = Schreib: { COMMAND("report") } 7d, für bis zu 366 Tage

## Help

help =
    { COMMAND("imagine") } WÖRTER zeichnet neun Bilder. Drück dann eine Nummer, um eines zu sehen, und zeig das, das dir gefällt.
    { COMMAND("quota") }: was dir noch bleibt. { COMMAND("cancel") }: dein Neuestes abbrechen. { COMMAND("again") } ID: ein altes noch einmal sehen. { COMMAND("privacy") }: was von dir gespeichert ist.
help-moderators = Für die Moderation: { $commands }
help-topics = { COMMAND("help") } THEMA sagt mehr: { $topics }
no-such-topic = Zu { $topic } gibt es keine Hilfe.
help-imagine =
    { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
    Dieselben Wörter mit demselben Seed geben dieselben Bilder. --no ist, was fehlen soll. --spoiler verdeckt die Bilder, bis jemand klickt.
help-quota = { COMMAND("quota") } zeigt, wie viele Raster dir heute bleiben und wann es mehr gibt. Was abgebrochen wird oder misslingt, verbraucht nichts.
help-pick = { COMMAND("pick") } k7f3q 5 zeigt dir Bild 5, nur dir; { COMMAND("post") } k7f3q 5 zeigt es allen hier.
help-again = { COMMAND("again") } k7f3q zeigt ein altes Raster, { COMMAND("again") } k7f3q-5 ein Bild daraus, genau wie sie waren.
help-cancel = { COMMAND("cancel") } bricht dein Neuestes ab, { COMMAND("cancel") } k7f3q genau dieses. Es verbraucht dann nichts.
help-redo = { COMMAND("redo") } k7f3q zeichnet dieselben Wörter mit einem neuen Seed; { COMMAND("retry") } k7f3q versucht noch einmal, was misslang.
help-delete = { COMMAND("delete") } k7f3q nimmt deine Bilder für alle weg.
help-privacy = { COMMAND("privacy") } sagt, was von dir gespeichert ist, { COMMAND("privacy") } export gibt es dir, { COMMAND("privacy") } delete löscht es.
help-settings = { COMMAND("settings") } zeigt, was hier eingestellt werden kann; { COMMAND("settings") } member-per-day 10 ändert es, und { COMMAND("settings") } member-per-day none nimmt die Grenze weg.
help-undo = { COMMAND("undo") } nimmt die letzte Änderung zurück; noch einmal, und auch die davor.
help-audit = { COMMAND("audit") } zeigt, wer wann was geändert hat; { COMMAND("audit") } 2 ist die zweite Seite.
help-block = { COMMAND("block test") } WÖRTER zeigt, was sie in den letzten sieben Tagen getroffen hätten; { COMMAND("block add") } NAME: Wörter, und Wendungen speichert sie. Mitglieder erfahren den Namen, nie die Wörter. { COMMAND("block remove") } NAME, { COMMAND("block list") }.
help-channel = { COMMAND("channel") } off schaltet Bilder hier aus, { COMMAND("channel") } off #name dort; { COMMAND("channel") } on #name schaltet sie ein.
help-timeout = { COMMAND("timeout") } @name 30: 30 Minuten lang keine Bilder; was wartet, wird abgebrochen. { COMMAND("lift") } @name beendet das.
help-grant = { COMMAND("grant") } @name 5: fünf Raster mehr, heute.
help-why = { COMMAND("why") } @name #kanal zeigt die ganze Rechnung: was verbraucht ist, was bleibt, und nach welcher Regel.
help-line = { COMMAND("line") } zeigt, wer zeichnet und wartet; { COMMAND("cancel-all") } @name bricht alles von jemandem ab.
help-report = { COMMAND("report") } 7d: Raster, Leute, Absagen, Wartezeiten und Kosten der letzten sieben Tage, als Bild und als CSV.

## Moderators

settings-title = Einstellungen dieser Community:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Kanäle, in denen Bilder aus sind: { $channels }
settings-rules = Wortregeln: { $rules }
settings-how = { COMMAND("settings") } NAME WERT ändert etwas; { COMMAND("undo") } nimmt es zurück; { COMMAND("audit") } zeigt, wer was tat.
none = keine
no-limit = keine Grenze
meaning-member-per-day = Raster am Tag je Mitglied
meaning-role-per-day = Raster am Tag für Mitglieder mit einer Rolle
meaning-channel-per-day = Raster am Tag je Kanal
meaning-community-per-day = Raster am Tag in dieser Community
meaning-drawing = unfertige Raster eines Mitglieds, zusammen mit waiting
meaning-waiting = unfertige Raster eines Mitglieds, zusammen mit drawing
meaning-role-weight = wie schnell eine Rolle vorrückt; 1 ist üblich
meaning-reset = wann ein Tag beginnt
meaning-timezone = wo diese Uhrzeit gilt
meaning-relaxed = nach den Rastern des Tages noch bekommen, was in Ruhe gezeichnet wird
meaning-longest-prompt = Zeichen eines Prompts
meaning-log-channel = der Kanal, in dem Änderungen stehen
meaning-retention-days = Tage, die Prompts und Bilder bleiben
changed = Gespeichert; es gilt ab jetzt.
undone = Zurückgenommen.
unchanged = So ist es schon; nichts wurde geändert.
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = aufgehoben
nothing-to-undo = Es gibt nichts zurückzunehmen.
changed-since = Diese Änderung gilt nicht mehr, oder danach wurde noch etwas geändert; darum wurde nichts zurückgenommen. { COMMAND("undo") } nimmt zurück, was zuletzt geändert wurde.
audit-title = Wer was geändert hat, Seite { $page } von { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-empty = Noch hat niemand etwas geändert.
audit-no-page = { $count ->
    [one] Es gibt 1 Seite.
   *[other] Es gibt { $count } Seiten.
}
unknown-setting = Die Einstellung { $key } gibt es nicht; es gibt: { $known }.
wrong-setting = { $key } kann nicht { $value } sein; nichts wurde gespeichert.
wrong-setting-number = { $key } ist eine ganze Zahl von { $low } bis { $high }, nicht { $value }; nichts wurde gespeichert.
wrong-setting-time = { $key } ist eine Uhrzeit wie 06:00, nicht { $value }; nichts wurde gespeichert.
wrong-setting-zone = { $key } ist eine Zeitzone wie Europe/Berlin, nicht { $value }; nichts wurde gespeichert.
wrong-setting-switch = { $key } ist on oder off, nicht { $value }; nichts wurde gespeichert.
wrong-setting-text = { $key } hat höchstens { $high } Zeichen; nichts wurde gespeichert.
wrong-setting-numbers-of-roles = { $key } schreibt man ROLLE=ZAHL, mit Zahlen von { $low } bis { $high }, nicht { $value }; nichts wurde gespeichert.
wrong-setting-weights-of-roles = { $key } schreibt man ROLLE=ZAHL, mit Zahlen von { $low } bis { $high }, nicht { $value }; nichts wurde gespeichert.
block-empty = Noch gibt es keine Regeln. { COMMAND("block test") } WÖRTER zeigt, was sie getroffen hätten.
block-title = Wortregeln:
block-line = { $name }: { $words }
block-added = Gespeichert: die Regel „{ $name }“ trifft { $words }.
block-removed = Gespeichert: „{ $name }“ ist weg.
block-words-removed = Gespeichert: die Regel „{ $name }“ trifft { $words } nicht mehr.
block-test = { $count ->
    [one] „{ $words }“ hätte 1 von { $total } Prompts der letzten sieben Tage getroffen:
   *[other] „{ $words }“ hätte { $count } von { $total } Prompts der letzten sieben Tage getroffen:
}
block-too-many = Es kann { $most } Regeln geben; nimm die Wörter in eine auf, die es schon gibt.
no-such-rule = Die Regel „{ $name }“ gibt es nicht; { COMMAND("block list") } zeigt sie.
long-rule = Die Regel hätte { $count } Zeichen; eine Regel hat bis zu { $most }.
long-rules = Alle Regeln zusammen hätten { $count } Zeichen; sie haben bis zu { $most }. Nimm erst Wörter weg, die niemand mehr braucht.
empty-rule = Eine Regel braucht Buchstaben oder Ziffern; Zeichen allein treffen nichts.
and-more = … und { $count } mehr
why-title = Was für { $name } gilt:
why-role = {"  "}durch die Rolle { $role }
why-granted = {"  "}davon { $count } nur für heute gegeben
why-timed-out = Pause bis { $time }
why-channel-off = Der Kanal ist aus.
time-out = { $name } hat Pause bis { $time }.
time-out-jobs = { $count ->
    [one] 1 in der Schlange wurde abgebrochen und zurückgegeben.
   *[other] { $count } in der Schlange wurden abgebrochen und zurückgegeben.
}
time-out-none = { $name } hat keine Pause; nichts wurde geändert.
time-out-lifted = { $name } ist wieder willkommen.
wrong-minutes = Minuten sind eine ganze Zahl von 0 bis { $most }, nicht { $value }.
granted = { $count ->
    [one] { $name } hat heute 1 Raster mehr.
   *[other] { $name } hat heute { $count } Raster mehr.
}
wrong-grids = Raster sind eine ganze Zahl von 1 bis { $most }, nicht { $value }.
line-empty = Die Schlange ist leer.
line-title = { $count } in der Schlange:
line-line = { $job } { $name }: { $state } seit { $since } { $place }: { $prompt }
state-drawing = wird gezeichnet
state-waiting = wartet
in-channel = in #{ $channel }
cancelled-all = { $count } abgebrochen und zurückgegeben.
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
   *[other] { $count } Leuten
}
report-given-back = Zurückgegeben: { $count }
report-waits = Wartezeit: { $p50 } für die Hälfte, { $p95 } für 95 von 100
report-costs = Gerät: { $seconds }; { $money }
report-refusals = Abgesagt: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = zu viele zugleich
rule-member-per-day = Tag aufgebraucht
rule-channel-per-day = Tag des Kanals aufgebraucht
rule-community-per-day = Tag der Community aufgebraucht
rule-bot-per-day = Tag des Bots aufgebraucht
rule-blocked = die Regel „{ $name }“
rule-channel-off = Kanal ausgeschaltet
rule-timed-out = Pause
rule-line-full = Schlange war voll
rule-stopping = Bot startete neu
rule-age-restricted = altersbeschränkt
chart-title = Raster am Tag
chart-grids = Raster
chart-people = Leute
chart-refused = abgesagt
chart-wait = mittlere Wartezeit
chart-money = Kosten
chart-device = Gerätezeit

## Times

tomorrow = { $time } morgen

## Wie Discord es sagt: dort wählt man, wo man anderswo tippt

age-restricted = Das wurde in einem altersbeschränkten Kanal gezeichnet und kann nur in einem solchen gezeigt werden.
