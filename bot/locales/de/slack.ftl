### What only Slack's users see. Titles, submit and close have at most 24 characters, buttons 75.

slack-no-such-user = Wer { $name } ist, weiß ich nicht: Schreib @name und wähle die Person aus der Liste, die Slack zeigt.
slack-no-such-channel = Welcher Kanal { $name } ist, weiß ich nicht: Schreib #name und wähle ihn aus der Liste, die Slack zeigt.
slack-ack = Kommt …
slack-pick = Zeig mir Bild { $tile }
slack-covered = Ein verdecktes Bild: Es wurde als Spoiler bestellt.
slack-show = Bild zeigen
slack-invite = Ich bin nicht in diesem Channel und kann hier nichts posten. Es wurde nichts berechnet. Lade mich mit /invite @Nonet ein und frag noch einmal.
slack-cannot-post = In diesem Channel darf ich nichts posten; es wurde nichts berechnet. Frag in einem anderen.
slack-delivered-here = Das konnte ich dort nicht posten, wo du gefragt hast ({ $why }); darum ist es hier.
slack-archived = der Channel ist archiviert
slack-not-there = ich bin nicht mehr in diesem Channel
slack-sent-to-you = Die Datei liegt in unseren Direktnachrichten.
slack-no-files = Dieser Workspace nimmt keine Dateien von Apps an, darum fehlt das Bild. Ein Admin kann es erlauben.
slack-late = Slack war zu langsam für das Formular. Versuch es bitte noch einmal.
slack-forged = Dieses Formular habe ich nicht für dich gemacht. Öffne es noch einmal.
slack-submit = Senden
slack-submit-imagine = Zeichnen
slack-form-close = Abbrechen
slack-settings-title = Einstellungen
slack-settings-submit = Speichern
slack-settings-open = Einstellungen ändern
slack-home-mine = Dein Tag
slack-home-jobs = Deine Bilder, die noch nicht fertig sind
slack-home-no-jobs = Keine.
slack-home-privacy = Deine Daten
slack-home-privacy-text = Nonet behält, was du bestellt hast, und die Codes der Bilder. Du kannst es haben oder löschen lassen.
slack-home-export = Gib mir meine Daten
slack-home-forget = Lösche meine Daten
slack-home-forget-sure = Alles von dir wird endgültig gelöscht, auch die Nachrichten mit deinen Bildern.
slack-home-settings = Einstellungen dieses Workspaces (nur für Admins)
slack-home-how = Tippe { COMMAND("imagine") } und was du sehen willst, oder erwähne mich in einem Thread.
slack-no-group = Hier gibt es keine Nutzergruppe { $group }; es wurde nichts gespeichert. Schreib es so: role-per-day @designers=10
slack-no-groups = Ich darf hier keine Nutzergruppen lesen und kenne diese darum nicht; es wurde nichts gespeichert. Gib der App den Scope { $scope }, und installiere sie neu.
slack-no-log = Es ist gespeichert, aber ich kann in { $channel } nicht schreiben: Lade mich dort mit /invite @Nonet ein, oder wähle einen anderen log-channel.
slack-lacking = In diesem Workspace fehlen mir die Scopes { $scopes }: Gib sie der App, und installiere sie neu.
slack-no-roles = Regeln für Rollen wirken gerade nicht: Slack sagt mir nicht, wer in diesen Nutzergruppen ist ({ $why }). Ich brauche den Scope { $scope }, und Gruppen, die es gibt.
