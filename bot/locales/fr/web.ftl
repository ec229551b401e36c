### Ce que dit la page elle-même dans le navigateur. La page place ses valeurs dans { $names }.

## The frame

web-description = Un chat qui dessine neuf images à partir d’une phrase.
web-no-javascript = Cette page a besoin de JavaScript. Pas la ligne de commande : nonet imagine "a fox on the moon"
web-skip = Aller à la zone de message
web-channels = Salons
web-show-channels = Afficher les salons
web-new-channel = Nouveau salon
web-new-channel-name = Nom du nouveau salon
web-messages = Messages
web-commands = Commandes
web-topic-general = Tapez { COMMAND("imagine") } et ce que vous voulez voir, puis choisissez l’image qui vous plaît.
web-topic-memes = Légendes bienvenues.
web-topic-moderators = Seule la modération voit ce salon.
web-your-name = Votre nom
web-change-name = Changer de nom
web-moderator = Modération
web-today = Aujourd’hui
web-yesterday = Hier

## The message box

web-prompt = Message, ou commande qui commence par une barre oblique
web-placeholder = Message pour #{ $channel }, ou { COMMAND("imagine") } quelque chose
web-placeholder-short = { COMMAND("imagine") } quelque chose
web-send = Envoyer
web-draw = Dessiner
web-hint-commands = { $keys } commandes
web-hint-recall = { $keys } vos saisies précédentes
web-hint-line = { $keys } nouvelle ligne
web-hint-message = Tout le salon verra ce message. { $keys } le dessine à la place.
web-hint-options = En option : { $options }

## Messages

web-earlier = Messages précédents
web-new-messages = Nouveaux messages
web-newer = Nouveaux messages ↓
web-welcome = Que dessine-t-on d’abord ?
web-welcome-channel = Pas encore de message dans #{ $channel }
web-welcome-how = Tapez { COMMAND("imagine") } et ce que vous voulez voir. Vous recevez neuf images ; choisissez celle qui vous plaît.
web-examples = Exemples
web-only-you = Visible par vous seul
web-bot = bot
web-pressed = a appuyé sur « { $button } »
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
web-someone-who-left = quelqu’un qui est parti
web-draw-this = Dessiner
web-draw-this-message = Dessiner ceci : { $text }
web-tiles = Neuf images. Choisissez-en une par son numéro, de 1 à 9.
web-tiles-hint = Cliquez sur une image pour l’agrandir, ou tapez son numéro, { $keys }.
web-pick = Image { $tile }
web-pick-picture = Choisir l’image { $tile }
web-spoiler = Spoiler : afficher
web-picture-gone = Cette image a été supprimée.
web-other-model = Dessinée par un autre modèle
web-a-favourite = favori
web-dismiss = Masquer
web-delete-sure = Supprimer cette grille pour tout le monde ? C’est définitif.
web-keep = Garder
web-save = Enregistrer
web-save-file = Enregistrer { $name }
web-ready = Neuf images sont prêtes.
web-ready-title = Vos images sont prêtes

## The picked picture

web-picture = Image { $tile }
web-for-you = Pour vous
web-other-pictures = Les autres images
web-close = Fermer

## The connection

web-connection-lost = La connexion est perdue.
web-trying-again = { $why } Nouvel essai…
web-connected-again = La connexion est rétablie. Appuyez sur Entrée pour envoyer votre message.
web-not-sent = Message non envoyé. { $why } Votre texte est toujours là.
web-server-answered = Le serveur a répondu par l’erreur { $status }.
web-broken = Un problème est survenu sur cette page. Rechargez-la.

## What was not possible

web-reload = Cette page n’est plus à jour. Rechargez-la.
web-no-such-channel = Ce salon n’existe pas. Choisissez-en un autre.
web-no-such-person = Cette personne n’existe plus. Rechargez la page.
web-no-such-picture = Cette image n’existe plus.
web-picture-later = Cette image ne peut pas être dessinée pour le moment. Réessayez dans { $span }.
web-file-gone = Ce fichier n’est plus disponible. Relancez la commande.
web-too-fast = Vous envoyez trop vite. Réessayez dans { $span } ; rien n’est perdu.
web-too-many-new-people = Trop de personnes ouvrent cette page. Réessayez dans un instant.
web-too-many-people = La limite de { $most } personnes est atteinte. La modération peut retirer celles qui ne viennent plus.
web-too-many-windows = Cette page est ouverte dans trop de fenêtres. Fermez-en une et rechargez.
web-nothing-written = Écrivez d’abord quelque chose.
web-too-much-text = C’est trop de texte. Envoyez-en moins à la fois.
web-not-json = La requête n’est pas un objet JSON. Rechargez la page.
web-no-number = L’adresse contient un nombre incorrect. Rechargez la page.
web-field-missing = Il manque « { $field } » dans la requête. Rechargez la page.
web-field-unknown = La requête a un champ inconnu, « { $field } ». Rechargez la page.
web-field-wrong = La requête a une valeur incorrecte pour « { $field } ». Rechargez la page.
web-field-long = « { $field } » est trop long ; la limite est de { $most }.
web-name-empty = Saisissez un nom pour que les autres sachent qui vous êtes.
web-name-taken = Le nom { $name } est déjà pris. Choisissez-en un autre.
web-channel-name = Le nom d’un salon doit contenir des lettres ou des chiffres, par exemple chats-dans-l-espace.
web-channel-taken = Le salon #{ $name } existe déjà. Choisissez un autre nom.
web-too-many-channels = La limite de { $most } salons est atteinte. Utilisez l’un d’eux.
web-last-moderator = Il faut au moins un modérateur. Nommez d’abord quelqu’un d’autre.

## Moderation: the frame

web-moderation = Modération
web-moderation-topic = Visible par la modération seulement
web-back = Retour au chat
web-tab-settings = Réglages
web-tab-line = File d’attente
web-tab-people = Personnes
web-tab-words = Mots bloqués
web-tab-report = Rapport
web-tab-audit = Journal

## Moderation: settings

web-limits = Limites et horaires
web-limits-lead = Un changement s’applique dès la prochaine demande.
web-none = aucun
web-no-limit = sans limite
web-on = oui
web-off = non
web-save-changes = Enregistrer les changements
web-undo-change = Annuler le dernier changement
web-where = Où Nonet dessine

## Moderation: the queue

web-queue = La file d’attente
web-queue-empty = La file d’attente est vide. La prochaine demande est dessinée aussitôt.
web-who = Qui
web-what = Prompt
web-channel = Salon
web-since = Attente
web-drawing = en cours
web-waiting = en attente
web-waiting-relaxed = attend un appareil libre
web-cancel = Annuler
web-cancel-job = Annuler { $job } de { $name }

## Moderation: people

web-people = Personnes
web-people-lead = « Pourquoi ? » montre comment le quota d’une personne est calculé, limite par limite.
web-timed-out = exclusion temporaire jusqu’à { $time }
web-moderator-of = Modération : { $name }
web-moderator-now = { $name } fait maintenant partie de la modération.
web-moderator-no-longer = { $name } ne fait plus partie de la modération.
web-remove = Retirer
web-remove-of = Retirer { $name }
web-remove-sure = Retirer { $name } de cette page ? Ses demandes sont annulées ; ses messages restent.
web-removed = { $name } a été retiré de la page.
web-remove-yourself = Vous ne pouvez pas vous retirer vous-même. Demandez à un autre membre de la modération.
web-find-people = Chercher par nom
web-nobody-found = Personne ne porte ce nom.
web-grids = grilles aujourd’hui
web-grids-of = Grilles pour { $name }
web-grant = Donner
web-grant-to = Donner plus de grilles à { $name }
web-minutes = min
web-minutes-of = Minutes pour { $name }
web-time-out = Exclure
web-time-out-of = Exclure temporairement { $name }
web-lift = Lever l’exclusion
web-lift-of = Lever l’exclusion de { $name }
web-why = Pourquoi ?
web-why-of = Pourquoi ? Le calcul du quota de { $name }
web-cancel-all = Tout annuler
web-cancel-all-of = Annuler toutes les demandes de { $name }

## Moderation: blocked words

web-rules = Règles
web-rules-empty = Aucun mot n’est bloqué.
web-rule-new = Nouvelle règle
web-rule-lead = Mots entiers seulement, même déguisés : c0mme ç4, c o m m e  ç a ou avec des lettres qui se ressemblent.
web-rule-name = Nom de la règle. Les membres dont la demande est refusée le voient.
web-rule-name-example = Restons courtois
web-rule-words = Mots et expressions, séparés par des virgules. Les membres ne les voient jamais.
web-rule-words-example = un, deux mots, une expression entière
web-rule-add = Ajouter la règle
web-rule-test = La tester sur les sept derniers jours
web-rule-remove = Retirer
web-rule-remove-name = Retirer { $name }

## Moderation: report and log

web-report = Rapport
web-report-lead = Grilles, personnes, refus, attentes et coûts : { $days }
web-report-days = Jours
web-log = Qui a changé quoi
web-log-empty = Rien n’a encore été changé.
web-log-newer = Plus récents
web-log-older = Plus anciens
web-form-close = Annuler
