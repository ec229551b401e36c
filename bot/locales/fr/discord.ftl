### What only Discord's users see.

discord-help =
    { COMMAND("imagine") } dessine neuf images de ce que vous écrivez. Choisissez ensuite un numéro pour en voir une, et publiez celle qui vous plaît.
    { COMMAND("quota") } : ce qui vous reste. { COMMAND("cancel") } : arrêter votre dernière demande. { COMMAND("again") } : revoir une ancienne. { COMMAND("privacy") } : ce qui est conservé de vous.
discord-help-topics = { COMMAND("help") } avec un sujet en dit plus : { $topics }
discord-help-imagine =
    { COMMAND("imagine") } prompt: a cat in a rocket, et si vous voulez, graine: 5, sans: dogs, spoiler: True
    Les mêmes mots et la même graine donnent les mêmes images. Ce qui est dans « sans » est évité. Un spoiler cache les images jusqu'à un clic.
    Applications → Imagine ceci, sur un message, dessine ses mots.
discord-help-pick = Choisissez un numéro sous les images pour voir celle-là, vous seul ; « Publier ici » la montre à tous.
discord-help-again = { COMMAND("again") } id: k7f3q montre une ancienne grille, et id: k7f3q-5 une de ses images, telles quelles.
discord-help-cancel = { COMMAND("cancel") } arrête votre dernière demande, et avec job: k7f3q celle-là ; le bouton en dessous aussi. Elle ne consomme alors rien.
discord-help-redo = « Refaire » dessine les mêmes mots avec une autre graine ; « Réessayer » réessaie ce qui a échoué.
discord-help-delete = « Supprimer » retire vos images pour tout le monde.
discord-help-privacy = { COMMAND("privacy") } dit ce qui est conservé de vous ; avec what: export vous le recevez, avec what: delete c'est supprimé.
discord-help-settings = { COMMAND("settings") } montre tout ce qui se règle ici, avec un formulaire pour chaque chose. { COMMAND("set") } en change une aussitôt ; sans valeur, la limite s'en va. { COMMAND("role") } est pour les limites d'un rôle.
discord-help-audit = { COMMAND("audit") } montre qui a changé quoi, et quand ; page: 2 est la deuxième page.
discord-help-block = { COMMAND("block test") } montre ce que des mots auraient attrapé ces sept derniers jours ; { COMMAND("block add") } les enregistre. Les membres apprennent le nom de la règle, jamais ses mots. { COMMAND("block list") } montre les règles, { COMMAND("block remove") } en enlève une.
discord-help-channel = { COMMAND("channel") } éteint ou rallume les images dans un salon.
discord-help-timeout = { COMMAND("timeout") } : aucune demande d'un membre pendant quelques minutes ; ce qui attend est annulé. minutes: 0 y met fin.
discord-help-grant = { COMMAND("grant") } : plus de grilles pour un membre, aujourd'hui.
discord-help-why = { COMMAND("why") } montre tout le calcul : ce qui est utilisé, ce qui reste, et par quelle règle.
discord-help-line = { COMMAND("line") } montre qui dessine et qui attend ; { COMMAND("cancel-all") } annule tout ce que quelqu'un a demandé, { COMMAND("cancel") } job: k7f3q une demande.
discord-help-report = { COMMAND("report") } days: 7 : grilles, personnes, refus, attentes et coûts des sept derniers jours, en image et en CSV.
discord-settings-how = Choisissez ci-dessous quoi changer ; { COMMAND("undo") } revient en arrière ; { COMMAND("audit") } montre qui a fait quoi.
discord-block-empty = Il n'y a pas encore de règles. { COMMAND("block test") } montre ce que des mots auraient attrapé.
discord-give-more = Vous modérez et pouvez changer cela : { COMMAND("grant") } pour aujourd'hui, { COMMAND("set") } pour chaque jour.
discord-how-again = Un id est k7f3q pour une grille, ou k7f3q-5 pour une de ses images.
discord-how-block = Écrivez les mots de la règle, séparés par des virgules.
discord-long-setting = { $key } est désormais trop long pour un formulaire ; { COMMAND("role") } le change, un rôle à la fois.
discord-reported = { $reporter } signale { $job } : « { $prompt } », demandé par { $asker }, dans #{ $channel }
discord-reported-remove = Retirer
discord-reported-dismiss = Classer
discord-reported-show = Voir
discord-reported-time-out = Pause de { $count } minutes
discord-choose-channel = Active ou désactive le dessin dans un salon
discord-menu-imagine = Imagine ceci
discord-menu-report = Signaler l’image
discord-your-pictures = Tes images : { $job }
discord-pick = Choisis une image, pour toi seul
discord-message-deleted = Le message avec tes images a été effacé ; les voici.
discord-not-posted-permissions = Je n’ai pas pu publier cela là où tu l’as demandé : il m’y manque { $missing }.
discord-not-posted = Je n’ai pas pu publier cela là où tu l’as demandé.
discord-picture-too-large = L’image est trop grande pour ce serveur ; { COMMAND("again") } { $job } la montre ailleurs.
discord-file-too-large = Le fichier est trop grand pour cet endroit ; demandez-le là où de plus grands fichiers sont permis.
discord-choose-setting = Changer un réglage
discord-report-no-picture = Cette image n’est pas de moi.
discord-report-thanks = Merci ; la modération va regarder.
discord-report-no-channel = Il n’y a pas de salon pour les signalements ici ; parle de { $job } à la modération.
discord-lacking = Dans ce salon il me manque : { $missing }
discord-no-log = C’est enregistré, mais je ne peux pas écrire dans { $channel } : autorise-moi à voir ce salon et à y envoyer des messages, ou choisis un autre log-channel.
