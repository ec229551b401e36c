### Ce que seuls les utilisateurs de Slack voient. Titres, envoi et fermeture : 24 caractères au plus ; boutons : 75.

slack-ack = C’est parti …
slack-pick = Montrez-moi l’image { $tile }
slack-covered = Une image cachée : elle a été demandée comme spoiler.
slack-show = Voir l’image
slack-invite = Je ne suis pas dans ce canal et ne peux rien y publier. Rien n’a été compté. Invitez-moi avec /invite @Nonet et réessayez.
slack-cannot-post = Je n’ai pas le droit de publier dans ce canal. Rien n’a été compté. Essayez dans un autre canal.
slack-delivered-here = Je n’ai pas pu publier ceci là où vous l’avez demandé ({ $why }) ; le voici.
slack-archived = le canal est archivé
slack-not-there = je ne suis plus dans ce canal
slack-sent-to-you = Le fichier est dans nos messages directs.
slack-no-files = Cet espace de travail n’accepte pas les fichiers d’applications ; l’image ne peut donc pas être montrée. Un administrateur peut le permettre.
slack-late = Slack a mis trop longtemps à ouvrir le formulaire. Réessayez.
slack-forged = Ce formulaire n’est pas pour vous. Ouvrez-le de nouveau.
slack-submit = Envoyer
slack-submit-imagine = Dessiner
slack-form-close = Annuler
slack-settings-title = Réglages de Nonet
slack-settings-submit = Enregistrer
slack-settings-open = Changer les réglages
slack-home-mine = Votre quota
slack-home-jobs = Vos demandes en cours
slack-home-no-jobs = Aucune.
slack-home-privacy = Vos données
slack-home-privacy-text = Nonet conserve vos prompts et les codes de vos images. Vous pouvez les exporter ou les supprimer.
slack-home-export = Exporter mes données
slack-home-forget = Supprimer mes données
slack-home-forget-sure = Ceci supprime définitivement toutes vos données et retire les messages avec vos images.
slack-home-settings = Réglages de cet espace de travail (administrateurs seulement)
slack-home-how = Tapez { COMMAND("imagine") } et ce que vous voulez voir, ou mentionnez-moi dans un fil.
slack-no-group = Il n’y a pas de groupe d’utilisateurs { $group } ici. Rien n’a été enregistré. Écrivez : role-per-day @designers=10
slack-no-groups = Je n’ai pas le droit de lire les groupes d’utilisateurs ici. Rien n’a été enregistré. Ajoutez l’autorisation { $scope } à l’application et réinstallez-la.
slack-no-log = C’est enregistré, mais je ne peux pas publier dans { $channel }. Invitez-moi là avec /invite @Nonet, ou choisissez un autre log-channel.
slack-lacking = Dans cet espace de travail, il me faut les autorisations { $scopes }. Ajoutez-les à l’application et réinstallez-la.
slack-no-roles = Les règles des rôles sont sans effet pour le moment, car Slack ne me dit pas qui est dans ces groupes d’utilisateurs ({ $why }). Il me faut l’autorisation { $scope }, et des groupes qui existent.
slack-log-here = Les changements des réglages sont désormais annoncés dans ce salon.
