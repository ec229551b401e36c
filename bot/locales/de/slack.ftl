### Was nur Menschen auf Slack sehen. Titel, Senden und Schließen haben höchstens 24 Zeichen, Knöpfe 75.

slack-ack = Kommt …
slack-pick = Zeig mir Bild { $tile }
slack-covered = Ein verdecktes Bild: Es wurde als Spoiler angefragt.
slack-show = Bild zeigen
slack-invite = Ich bin nicht in diesem Channel und kann hier nichts posten. Nichts wurde berechnet. Lade mich mit /invite @Nonet ein und versuch es noch einmal.
slack-cannot-post = In diesem Channel darf ich nichts posten. Nichts wurde berechnet. Versuch es in einem anderen.
slack-delivered-here = Ich konnte das nicht dort posten, wo du es angefragt hast ({ $why }); hier ist es.
slack-archived = der Channel ist archiviert
slack-not-there = ich bin nicht mehr in diesem Channel
slack-sent-to-you = Die Datei liegt in unseren Direktnachrichten.
slack-no-files = Dieser Workspace nimmt keine Dateien von Apps an, darum fehlt das Bild. Ein Admin des Workspaces kann es erlauben.
slack-late = Slack hat zu lange gebraucht, um das Formular zu öffnen. Versuch es bitte noch einmal.
slack-forged = Dieses Formular ist nicht für dich. Öffne es noch einmal.
slack-submit = Senden
slack-submit-imagine = Zeichnen
slack-form-close = Abbrechen
slack-settings-title = Einstellungen
slack-settings-submit = Speichern
slack-settings-open = Einstellungen ändern
slack-home-mine = Dein Kontingent
slack-home-jobs = Deine unfertigen Anfragen
slack-home-no-jobs = Keine.
slack-home-privacy = Deine Daten
slack-home-privacy-text = Nonet speichert deine Prompts und die Codes deiner Bilder. Du kannst sie exportieren oder löschen.
slack-home-export = Meine Daten exportieren
slack-home-forget = Meine Daten löschen
slack-home-forget-sure = Das löscht alle deine Daten endgültig und entfernt die Nachrichten mit deinen Bildern.
slack-home-settings = Einstellungen dieses Workspaces (nur für Admins)
slack-home-how = Tippe { COMMAND("imagine") } und was du sehen möchtest, oder erwähne mich in einem Thread.
slack-no-group = Hier gibt es keine Nutzergruppe { $group }. Nichts wurde gespeichert. Schreib es so: role-per-day @designers=10
slack-no-groups = Ich darf hier keine Nutzergruppen lesen. Nichts wurde gespeichert. Gib der App den Scope { $scope } und installiere sie neu.
slack-no-log = Das ist gespeichert, aber ich kann in { $channel } nichts posten. Lade mich dort mit /invite @Nonet ein oder wähle einen anderen log-channel.
slack-lacking = In diesem Workspace brauche ich die Scopes { $scopes }. Gib sie der App und installiere sie neu.
slack-no-roles = Regeln für Rollen wirken gerade nicht, denn Slack sagt mir nicht, wer in diesen Nutzergruppen ist ({ $why }). Ich brauche den Scope { $scope } und Gruppen, die es gibt.
slack-log-here = Änderungen der Einstellungen werden ab jetzt in diesem Kanal gemeldet.
