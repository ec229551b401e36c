### Was nur Menschen auf Discord sehen.

discord-menu-imagine = Zeichne das
discord-menu-report = Bild melden
discord-your-pictures = Deine Bilder: { $job }
discord-pick = Wähle ein Bild, um es allein zu sehen
discord-choose-setting = Eine Einstellung ändern
discord-choose-channel = Zeichnen in einem Kanal ein- oder ausschalten
discord-long-setting = { $key } ist inzwischen zu lang für ein Formular. Ändere mit { COMMAND("role") } eine Rolle nach der anderen.
discord-message-deleted = Die Nachricht mit deinen Bildern wurde gelöscht; hier sind sie.
discord-not-posted-permissions = Ich konnte das nicht dort posten, wo du es angefragt hast, denn dort brauche ich diese Berechtigungen: { $missing }.
discord-not-posted = Ich konnte das nicht dort posten, wo du es angefragt hast; hier ist es.
discord-picture-too-large = Dieses Bild ist zu groß für diesen Server. Zeig es anderswo mit { COMMAND("again") } { $job }.
discord-file-too-large = Diese Datei ist zu groß für diesen Kanal. Fordere sie an, wo größere Dateien erlaubt sind.
discord-lacking = In diesem Kanal brauche ich diese Berechtigungen: { $missing }
discord-no-log = Das ist gespeichert, aber ich kann in { $channel } nichts posten. Erlaube mir, den Kanal zu sehen und dort zu schreiben, oder wähle einen anderen log-channel.
discord-old-command = Dieser Befehl hat sich geändert, seit dein Discord ihn geladen hat. Lade Discord neu (Strg-R, oder starte die App neu) und wähle ihn noch einmal.
