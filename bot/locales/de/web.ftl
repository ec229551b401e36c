### Was die Seite im Browser selbst sagt. Die Seite setzt ihre Werte in { $names } ein.

## The frame

web-description = Ein Chat, der zu einem Satz neun Bilder zeichnet.
web-no-javascript = Diese Seite braucht JavaScript. Die Befehlszeile nicht: nonet imagine "a fox on the moon"
web-skip = Zum Nachrichtenfeld springen
web-channels = Kanäle
web-show-channels = Kanäle anzeigen
web-new-channel = Neuer Kanal
web-new-channel-name = Name des neuen Kanals
web-messages = Nachrichten
web-commands = Befehle
web-topic-general = Tippe { COMMAND("imagine") } und was du sehen möchtest, und such dir ein Bild aus.
web-topic-memes = Bildunterschriften willkommen.
web-topic-moderators = Nur Moderatoren sehen diesen Kanal.
web-your-name = Dein Name
web-change-name = Namen ändern
web-moderator = Moderator
web-today = Heute
web-yesterday = Gestern

## The message box

web-prompt = Nachricht oder ein Befehl, der mit einem Schrägstrich beginnt
web-placeholder = Nachricht an #{ $channel } oder { COMMAND("imagine") } etwas
web-placeholder-short = { COMMAND("imagine") } etwas
web-send = Senden
web-draw = Zeichnen
web-hint-commands = { $keys } Befehle
web-hint-recall = { $keys } zuletzt Getipptes
web-hint-line = { $keys } neue Zeile
web-hint-message = Diese Nachricht sehen alle in diesem Kanal. { $keys } zeichnet sie stattdessen.
web-hint-options = Möglich sind auch: { $options }

## Messages

web-earlier = Frühere Nachrichten
web-new-messages = Neue Nachrichten
web-newer = Neue Nachrichten ↓
web-welcome = Was sollen wir zuerst zeichnen?
web-welcome-channel = Noch keine Nachrichten in #{ $channel }
web-welcome-how = Tippe { COMMAND("imagine") } und was du sehen möchtest. Du bekommst neun Bilder und suchst dir eines aus.
web-examples = Beispiele
web-only-you = Nur für dich sichtbar
web-bot = Bot
web-pressed = hat „{ $button }“ gedrückt
web-press-redo = { redo }
web-press-retry = { retry }
web-press-cancel = { cancel }
web-press-delete = { delete }
web-press-edit = { edit }
web-press-edit-mash = { edit }
web-press-watch = { watch }
web-press-nine = { nine }
web-press-save = { save }
web-press-again = { show-grid }
web-press-withdraw = { withdraw }
web-press-report-picture = { report-picture }
web-someone-who-left = jemand, der nicht mehr hier ist
web-draw-this = Zeichnen
web-draw-this-message = Das zeichnen: { $text }
web-tiles = Neun Bilder. Wähle eines mit seiner Nummer, 1 bis 9.
web-tiles-hint = Klick ein Bild an, um es größer zu sehen, oder drück seine Nummer, { $keys }.
web-pick = Bild { $tile }
web-pick-picture = Bild { $tile } auswählen
web-spoiler = Spoiler: anzeigen
web-picture-gone = Dieses Bild wurde gelöscht.
web-other-model = Von einem anderen Modell gezeichnet
web-a-favourite = Favorit
web-dismiss = Ausblenden
web-delete-sure = Dieses Raster für alle löschen? Das lässt sich nicht rückgängig machen.
web-keep = Behalten
web-save = Speichern
web-save-file = { $name } speichern
web-ready = Neun Bilder sind fertig.
web-ready-title = Deine Bilder sind fertig

## The picked picture

web-picture = Bild { $tile }
web-for-you = Für dich
web-other-pictures = Die anderen Bilder
web-close = Schließen

## The connection

web-connection-lost = Die Verbindung ist abgebrochen.
web-trying-again = { $why } Neuer Versuch …
web-connected-again = Die Verbindung ist wieder da. Drück Enter, um deine Nachricht zu senden.
web-not-sent = Nicht gesendet. { $why } Dein Text ist noch da.
web-server-answered = Der Server meldet Fehler { $status }.
web-broken = Auf dieser Seite ist etwas schiefgegangen. Lade sie neu.

## What was not possible

web-reload = Diese Seite ist nicht mehr aktuell. Lade sie neu.
web-no-such-channel = Diesen Kanal gibt es nicht. Wähle einen anderen.
web-no-such-person = Diese Person gibt es nicht mehr. Lade die Seite neu.
web-no-such-picture = Dieses Bild gibt es nicht mehr.
web-picture-later = Dieses Bild kann gerade nicht gezeichnet werden. Versuch es in { $span } noch einmal.
web-file-gone = Diese Datei ist nicht mehr verfügbar. Gib den Befehl noch einmal ein.
web-too-fast = Du sendest zu schnell. Versuch es in { $span } noch einmal; nichts ging verloren.
web-too-many-new-people = Gerade öffnen zu viele Leute diese Seite. Versuch es gleich noch einmal.
web-too-many-people = Die Grenze von { $most } Personen ist erreicht. Die Moderation kann Personen entfernen, die nicht mehr kommen.
web-too-many-windows = Diese Seite ist in zu vielen Fenstern offen. Schließ eines und lade neu.
web-nothing-written = Schreib zuerst etwas.
web-too-much-text = Das ist zu viel Text. Sende weniger auf einmal.
web-not-json = Die Anfrage ist kein JSON-Objekt. Lade die Seite neu.
web-no-number = Die Adresse enthält eine falsche Zahl. Lade die Seite neu.
web-field-missing = In der Anfrage fehlt „{ $field }“. Lade die Seite neu.
web-field-unknown = Die Anfrage hat ein unbekanntes Feld „{ $field }“. Lade die Seite neu.
web-field-wrong = Die Anfrage hat einen falschen Wert für „{ $field }“. Lade die Seite neu.
web-field-long = „{ $field }“ ist zu lang; die Grenze ist { $most }.
web-name-empty = Gib einen Namen ein, damit andere dich erkennen.
web-name-taken = Der Name { $name } ist vergeben. Wähle einen anderen.
web-channel-name = Ein Kanalname braucht Buchstaben oder Ziffern, zum Beispiel katzen-im-all.
web-channel-taken = Den Kanal #{ $name } gibt es schon. Wähle einen anderen Namen.
web-too-many-channels = Die Grenze von { $most } Kanälen ist erreicht. Benutze einen davon.
web-last-moderator = Es muss einen Moderator geben. Mach zuerst jemand anderen dazu.

## Moderation: the frame

web-moderation = Moderation
web-moderation-topic = Nur Moderatoren sehen das
web-back = Zurück zum Chat
web-tab-settings = Einstellungen
web-tab-line = Warteschlange
web-tab-people = Personen
web-tab-words = Gesperrte Wörter
web-tab-report = Bericht
web-tab-audit = Protokoll

## Moderation: settings

web-limits = Grenzen und Zeiten
web-limits-lead = Eine Änderung gilt ab der nächsten Anfrage.
web-none = keine
web-no-limit = keine Grenze
web-on = an
web-off = aus
web-save-changes = Änderungen speichern
web-undo-change = Letzte Änderung rückgängig machen
web-where = Wo Nonet zeichnet

## Moderation: the queue

web-queue = Die Warteschlange
web-queue-empty = Die Warteschlange ist leer. Die nächste Anfrage wird sofort gezeichnet.
web-who = Wer
web-what = Prompt
web-channel = Kanal
web-since = Wartet seit
web-drawing = wird gezeichnet
web-waiting = wartet
web-waiting-relaxed = wartet auf ein freies Gerät
web-cancel = Abbrechen
web-cancel-job = { $job } von { $name } abbrechen

## Moderation: people

web-people = Personen
web-people-lead = „Warum?“ zeigt, wie sich das Kontingent einer Person berechnet, Grenze für Grenze.
web-timed-out = Time-out bis { $time }
web-moderator-of = Moderator: { $name }
web-moderator-now = { $name } ist jetzt Moderator.
web-moderator-no-longer = { $name } ist kein Moderator mehr.
web-remove = Entfernen
web-remove-of = { $name } entfernen
web-remove-sure = { $name } von dieser Seite entfernen? Offene Anfragen werden abgebrochen; was geschrieben wurde, bleibt.
web-removed = { $name } wurde entfernt.
web-remove-yourself = Du kannst dich nicht selbst entfernen. Bitte jemand anderen aus der Moderation.
web-find-people = Nach Namen suchen
web-nobody-found = Niemand hat diesen Namen.
web-grids = Raster heute
web-grids-of = Raster für { $name }
web-grant = Geben
web-grant-to = { $name } mehr Raster geben
web-minutes = Min.
web-minutes-of = Minuten für { $name }
web-time-out = Time-out
web-time-out-of = Time-out für { $name }
web-lift = Time-out aufheben
web-lift-of = Time-out von { $name } aufheben
web-why = Warum?
web-why-of = Warum? Wie sich das Kontingent von { $name } berechnet
web-cancel-all = Alle abbrechen
web-cancel-all-of = Alle Anfragen von { $name } abbrechen

## Moderation: blocked words

web-rules = Regeln
web-rules-empty = Es sind keine Wörter gesperrt.
web-rule-new = Neue Regel
web-rule-lead = Nur ganze Wörter, auch wenn sie verkleidet sind: s0 etw4s, s o  e t w a s oder mit ähnlich aussehenden Buchstaben.
web-rule-name = Name der Regel. Wessen Prompt abgelehnt wird, sieht ihn.
web-rule-name-example = Bleib nett
web-rule-words = Wörter und Wendungen, durch Kommas getrennt. Mitglieder sehen sie nie.
web-rule-words-example = eins, zwei Wörter, eine ganze Wendung
web-rule-add = Regel hinzufügen
web-rule-test = An den letzten sieben Tagen testen
web-rule-remove = Entfernen
web-rule-remove-name = { $name } entfernen

## Moderation: report and log

web-report = Bericht
web-report-lead = Raster, Personen, Ablehnungen, Wartezeiten und Kosten: { $days }
web-report-days = Tage
web-log = Wer was geändert hat
web-log-empty = Bisher wurde nichts geändert.
web-log-newer = Neuere
web-log-older = Ältere
web-form-close = Abbrechen
