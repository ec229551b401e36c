### What only Slack's users see. Titles, submit and close have at most 24 characters, buttons 75.

slack-no-such-user = Je ne sais pas qui est { $name } : écrivez @nom et choisissez la personne dans la liste que Slack montre.
slack-no-such-channel = Je ne sais pas quel salon est { $name } : écrivez #nom et choisissez-le dans la liste que Slack montre.
slack-ack = C'est parti …
slack-pick = Montre-moi l'image { $tile }
slack-covered = Une image cachée : elle a été demandée comme spoiler.
slack-show = Voir l'image
slack-invite = Je ne suis pas dans ce canal et ne peux rien y publier. Rien n'a été compté. Invitez-moi avec /invite @Nonet et redemandez.
slack-cannot-post = Je ne peux pas publier dans ce canal ; rien n'a été compté. Demandez dans un autre.
slack-delivered-here = Je n'ai pas pu publier cela là où vous l'avez demandé ({ $why }) ; le voici.
slack-archived = le canal est archivé
slack-not-there = je ne suis plus dans ce canal
slack-sent-to-you = Le fichier est dans nos messages directs.
slack-no-files = Cet espace n'accepte pas de fichiers d'applis, l'image ne peut donc pas être montrée. Un admin peut le permettre.
slack-late = Slack a mis trop longtemps à ouvrir le formulaire. Réessayez.
slack-forged = Ce formulaire n'a pas été fait pour vous. Ouvrez-le de nouveau.
slack-submit = Envoyer
slack-submit-imagine = Dessiner
slack-form-close = Annuler
slack-settings-title = Réglages de Nonet
slack-settings-submit = Enregistrer
slack-settings-open = Changer les réglages
slack-home-mine = Votre journée
slack-home-jobs = Vos images pas encore finies
slack-home-no-jobs = Aucune.
slack-home-privacy = Vos données
slack-home-privacy-text = Nonet garde ce que vous avez demandé et les codes de ce qu'il a dessiné. Vous pouvez l'avoir ou le faire effacer.
slack-home-export = Donnez-moi mes données
slack-home-forget = Effacez mes données
slack-home-forget-sure = Tout ce qui est à vous est effacé, pour toujours, et les messages de vos images disparaissent.
slack-home-settings = Réglages de cet espace (admins seulement)
slack-home-how = Tapez { COMMAND("imagine") } et ce que vous voulez voir, ou mentionnez-moi dans un fil.
slack-no-group = Il n'y a pas ici de groupe d'utilisateurs { $group } ; rien n'a été enregistré. Écrivez : role-per-day @designers=10
slack-no-groups = Je ne peux pas lire ici les groupes d'utilisateurs et ne connais donc pas celui-là ; rien n'a été enregistré. Ajoutez l'autorisation { $scope } à l'app et réinstallez-la.
slack-no-log = C'est enregistré, mais je ne peux pas écrire dans { $channel } : invitez-moi là avec /invite @Nonet, ou choisissez un autre log-channel.
slack-lacking = Dans cet espace, il me manque les autorisations { $scopes } : ajoutez-les à l'app et réinstallez-la.
slack-no-roles = Les règles des rôles sont sans effet : Slack ne me dit pas qui est dans ces groupes d'utilisateurs ({ $why }). Il me faut l'autorisation { $scope }, et des groupes qui existent.
