### Ce que seuls les utilisateurs de Discord voient.

discord-menu-imagine = Imagine ceci
discord-menu-report = Signaler l’image
discord-your-pictures = Vos images : { $job }
discord-pick = Choisissez une image pour la voir en privé
discord-choose-setting = Changer un réglage
discord-choose-channel = Activer ou désactiver le dessin dans un salon
discord-long-setting = { $key } est devenu trop long pour un formulaire. Changez un rôle à la fois avec { COMMAND("role") }.
discord-message-deleted = Le message avec vos images a été supprimé ; les voici.
discord-not-posted-permissions = Je n’ai pas pu publier ceci là où vous l’avez demandé, car il m’y faut ces permissions : { $missing }.
discord-not-posted = Je n’ai pas pu publier ceci là où vous l’avez demandé ; le voici.
discord-picture-too-large = Cette image est trop grande pour ce serveur. Montrez-la ailleurs avec { COMMAND("again") } { $job }.
discord-file-too-large = Ce fichier est trop grand pour ce salon. Demandez-le là où de plus grands fichiers sont permis.
discord-lacking = Dans ce salon, il me faut ces permissions : { $missing }
discord-no-log = C’est enregistré, mais je ne peux pas publier dans { $channel }. Autorisez-moi à voir ce salon et à y envoyer des messages, ou choisissez un autre log-channel.
discord-old-command = Cette commande a changé depuis que votre Discord l’a chargée. Rechargez Discord (Ctrl-R, ou redémarrez l’application) et choisissez-la de nouveau.
