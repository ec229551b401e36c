### What the bot says on every platform.

## A job's message

title = « { $prompt } » pour { $name }
without = En évitant : { $no }
place = Place { $place } dans la file ; { $ready }.
ready-in = prêt dans environ { $span }
ready-in-band = prêt dans environ { $span } (de { $soonest } à { $latest })
overtaken = Quelqu'un qui a eu moins d'images dernièrement passe devant.
warming-up = Le modèle chauffe encore ; les premières images prennent un peu plus de temps.
trying-again = Cela a échoué une fois ; nouvel essai en cours.
drawing = Dessin : { $percent } %, encore { $left } environ.
seed = graine { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } sur { $limit }, de nouveau à { $time }
used-unlimited = { $used }, sans limite
left-of = reste { $left } sur { $limit } jusqu'à { $time }
charge-relaxed = sans hâte : ne consomme rien, dessiné quand l'appareil est libre
relaxed-used = sans hâte : n'a rien consommé
unread = { $count ->
    [one] lu jusqu'à « …{ $end } » ; { $count } mot n'a pas été lu
   *[other] lu jusqu'à « …{ $end } » ; { $count } mots n'ont pas été lus
}
unknown-words = { $model } n'a pas appris { $words } ; essayez des mots anglais plus simples
made-from = fait à partir de { $parent }
quoted = « { $text } »
cancelled = Annulé ; rien n'a été consommé.
cancelled-by-moderator = Annulé par la modération ; rien n'a été consommé.
failed = Impossible à dessiner, même au second essai ; rien n'a été consommé. Référence : { $reference }
waited-too-long = L'attente était trop longue, la demande est rendue ; rien n'a été consommé.
line-full-waits = La file est pleine ; la demande y entrera dès qu'il y aura de la place.
no-money = Le budget d'aujourd'hui est épuisé ; cela reprend à { $time }, ou dès qu'il y en a plus.
kept = Le bot redémarre ; la place est gardée et cela reprendra tout seul.
back-again = Le bot a redémarré ; cela reprend maintenant.
elsewhere = Dans la file.
deleted = { $job } a été supprimé.
no-picture = { $job } n'a plus d'images ; redemandez avec { COMMAND("imagine") }.
other-model = { $job } a été dessiné par { $model }, qui n'est pas chargé en ce moment ; redemandez avec { COMMAND("imagine") }.

## Buttons

cancel = Annuler
cancel-job = Annuler { $job }
redo = Refaire
retry = Réessayer
delete = Supprimer
post = Publier ici
relaxed = Attendre sans hâte
undo = Revenir en arrière
older = Plus anciens
privacy-export = Exporter
privacy-next = Partie suivante
privacy-forget = Tout supprimer

## Alt texts

alt-grid = Une grille de { $count } images de « { $prompt } », numérotées ligne par ligne ; graine { NUMBER($seed, useGrouping: 0) }.
alt-tile = Image { $tile } sur { $count } de « { $prompt } » ; graine { NUMBER($seed, useGrouping: 0) }.
alt-preview = Images à moitié dessinées de « { $prompt } ».
alt-report = Un graphique des grilles de chaque jour, du { $first } au { $last } ; { $grids } en tout.

## Pictures

picked = Image { $tile } de « { $prompt } » ; vous seul la voyez.
posted = « { $prompt } » par { $maker }, publié par { $name }
posted-own = « { $prompt } » par { $maker }

## What members asked

cancelled-yours = { $job } est annulé : { $used }.
cancelled-theirs = { $job } de { $name } est annulé.
at-once-now = { $count } sur { $most } en cours à la fois
scope-member = Pour vous
scope-name = Pour { $name }
scope-channel = Dans ce salon
scope-community = Dans cette communauté
scope-bot = Pour tout le monde
scope-line = { $scope } : { $used }
privacy-show = Conservé de vous : vos textes, graines et images (comme des nombres qui les redessinent), votre identifiant et votre nom, et combien de grilles vous avez demandées. Exporter vous donne tout ; { COMMAND("privacy") } delete le supprime.
privacy-exported = Tout ce qui est conservé de vous.
privacy-exported-part = Tout ce qui est conservé de vous, partie { $page } sur { $pages } : c'est trop pour un seul message.
privacy-sure = Ceci supprime vos textes et images pour toujours, retire leurs messages et annule ce qui n'est pas fini. Le nombre de grilles demandées reste compté, sans votre nom ; ce que la modération a décidé reste. Est-ce sûr ?
privacy-forgotten = { $count ->
    [one] C'est fait : { $count } grille supprimée, avec tout ce qui en était conservé.
   *[other] C'est fait : { $count } grilles supprimées, avec tout ce qui en était conservé.
}

## What was not possible

refused = Ce n'est pas possible maintenant.
went-wrong = Quelque chose a échoué ici ; ce n'était pas vous. Réessayez dans un instant. Référence : { $reference }
did-you-mean = Vouliez-vous dire { $closest } ?
unknown-command = { COMMAND($command) } n'existe pas ; { COMMAND("help") } montre ce qu'il y a.
unknown-option = L'option --{ $option } n'existe pas ; il y a { $options }.
option-twice = --{ $option } est là deux fois ; une seule suffit.
option-empty = Il manque une valeur après --{ $option }, comme dans --{ $option } { $example }.
wrong-seed = Une graine est un nombre entier de 0 à { NUMBER($most, useGrouping: 0) }, pas { $value }.
empty-prompt = Écrivez ce qu'il faut dessiner, par exemple : { COMMAND("imagine") } a cat in a rocket
long-prompt = Cela fait { $count } caractères ; jusqu'à { $most }, c'est bon. Raccourcissez et redemandez.
long-no = Ce qu'il faut éviter fait { $count } caractères ; jusqu'à { $most }, c'est bon.
long-argument = « { $option } » compte { $count } caractères ; { $most } au plus.
blocked = La règle « { $name } » de cette communauté ne le permet pas. D'autres mots sont les bienvenus.
channel-off = Pas d'images dans ce salon ; il y en a dans #{ $channel }.
channel-off-all = Pas d'images dans ce salon ; essayez un autre, ou demandez à la modération.
timed-out = La modération vous a donné une pause jusqu'à { $time } ; ensuite, vous serez de nouveau bienvenu.
stopping = Le bot redémarre ; redemandez dans une minute.
line-full = La file est pleine ; redemandez dans { $span }. Rien n'a été consommé.
at-once = Vous en avez { $used } sur { $limit } en cours ; une place se libère dans environ { $span }. Rien n'a été consommé.
at-once-no-money = Vous en avez { $used } sur { $limit } en cours, et le budget d'aujourd'hui est épuisé ; cela reprend à { $time }. Rien n'a été consommé.
member-per-day = Grilles utilisées : { $used } sur { $limit }, de nouveau à { $time }.
member-per-day-none = Vous ne pouvez pas demander d'images ici : votre limite est 0. La modération peut changer cela.
give-more = Vous modérez et pouvez changer cela : { COMMAND("grant") } @nom 3 pour aujourd'hui, { COMMAND("settings") } member-per-day 20 pour chaque jour.
channel-per-day = Ce salon en a eu { $used } sur { $limit } aujourd'hui ; cela reprend à { $time }, ou maintenant dans un autre salon.
channel-per-day-none = Rien n'est dessiné dans ce salon ; un autre est peut-être ouvert.
community-per-day = Cette communauté en a eu { $used } sur { $limit } aujourd'hui ; cela reprend à { $time }.
community-per-day-none = Rien n'est dessiné dans cette communauté ; la modération peut changer cela.
bot-per-day = Le bot en a dessiné { $used } sur { $limit } aujourd'hui ; cela reprend à { $time }.
bot-per-day-none = Le bot ne dessine rien pour le moment ; la personne qui l'exploite peut changer cela.
offer-relaxed = Si vous pouvez attendre, ce sera dessiné quand l'appareil sera libre, sans rien consommer.
old-offer = Cette offre n'existe plus ; redemandez avec { COMMAND("imagine") }.
old-button = Ce bouton ne marche plus ; écrivez plutôt la commande ({ COMMAND("help") } les montre).
no-such-user = Il n'y a pas de { $name } ici.
no-such-channel = Il n'y a pas de salon #{ $name }.
no-such-job = Il n'y a pas de { $job } ici.
no-such-tile = Il n'y a pas d'image { $tile } ; choisissez de 1 à 9.
posted-already = L'image { $tile } de { $job } est déjà publiée, ou le sera dans un instant.
not-drawn-yet = { $job } n'est pas encore dessiné.
nothing-to-cancel = Vous n'avez rien dans la file.
too-late-to-cancel = { $job } est déjà fini.
not-yours-cancel = Seuls la personne qui l'a demandé et la modération peuvent annuler.
not-yours-delete = Seuls la personne qui l'a demandé et la modération peuvent supprimer.
moderators-only = Seule la modération peut faire cela.

## How to write it

how-id = Écrivez : { COMMAND($command) } k7f3q
how-again = Écrivez : { COMMAND("again") } k7f3q pour une grille, ou { COMMAND("again") } k7f3q-5 pour une de ses images.
how-pick = Écrivez : { COMMAND("pick") } k7f3q 5
how-post = Écrivez : { COMMAND("post") } k7f3q 5
how-privacy = Écrivez : { COMMAND("privacy") }, { COMMAND("privacy") } export ou { COMMAND("privacy") } delete
how-settings = Écrivez : { COMMAND("settings") }, ou { COMMAND("settings") } member-per-day 10
how-audit = Écrivez : { COMMAND("audit") }, ou { COMMAND("audit") } 2 pour la deuxième page
how-block = Écrivez : { COMMAND("block list") }, { COMMAND("block test") } MOTS, { COMMAND("block add") } NOM: mots, et expressions, ou { COMMAND("block remove") } NOM
how-channel = Écrivez : { COMMAND("channel") } off #nom, ou { COMMAND("channel") } on
how-timeout = Écrivez : { COMMAND("timeout") } @nom MINUTES
how-lift = Écrivez : { COMMAND("lift") } @nom
how-grant = Écrivez : { COMMAND("grant") } @nom GRILLES
how-why = Écrivez : { COMMAND("why") } @nom, ou { COMMAND("why") } @nom #salon
how-cancel-all = Écrivez : { COMMAND("cancel-all") } @nom
how-report = Écrivez : { COMMAND("report") } 7d, jusqu'à 366 jours

## Help

help =
    { COMMAND("imagine") } MOTS dessine neuf images. Appuyez ensuite sur un numéro pour en voir une, et publiez celle qui vous plaît.
    { COMMAND("quota") } : ce qui vous reste. { COMMAND("cancel") } : arrêter votre dernière demande. { COMMAND("again") } ID : revoir une ancienne. { COMMAND("privacy") } : ce qui est conservé de vous.
help-moderators = Pour la modération : { $commands }
help-topics = { COMMAND("help") } SUJET en dit plus : { $topics }
no-such-topic = Il n'y a pas d'aide sur { $topic }.
help-imagine =
    { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
    Les mêmes mots et la même graine donnent les mêmes images. --no est ce qu'il faut éviter. --spoiler cache les images jusqu'à un clic.
help-quota = { COMMAND("quota") } montre combien de grilles il vous reste aujourd'hui, et quand il y en aura plus. Ce qui est annulé ou échoue ne consomme rien.
help-pick = { COMMAND("pick") } k7f3q 5 vous montre l'image 5, à vous seul ; { COMMAND("post") } k7f3q 5 la montre à tous ici.
help-again = { COMMAND("again") } k7f3q montre une ancienne grille, { COMMAND("again") } k7f3q-5 une de ses images, telles quelles.
help-cancel = { COMMAND("cancel") } arrête votre dernière demande, { COMMAND("cancel") } k7f3q celle-là. Elle ne consomme alors rien.
help-redo = { COMMAND("redo") } k7f3q dessine les mêmes mots avec une autre graine ; { COMMAND("retry") } k7f3q réessaie ce qui a échoué.
help-delete = { COMMAND("delete") } k7f3q retire vos images pour tout le monde.
help-privacy = { COMMAND("privacy") } dit ce qui est conservé de vous, { COMMAND("privacy") } export vous le donne, { COMMAND("privacy") } delete le supprime.
help-settings = { COMMAND("settings") } montre tout ce qui se règle ici ; { COMMAND("settings") } member-per-day 10 le change, et { COMMAND("settings") } member-per-day none enlève la limite.
help-undo = { COMMAND("undo") } annule le dernier changement ; encore une fois, et celui d'avant.
help-audit = { COMMAND("audit") } montre qui a changé quoi, et quand ; { COMMAND("audit") } 2 est la deuxième page.
help-block = { COMMAND("block test") } MOTS montre ce qu'ils auraient attrapé ces sept derniers jours ; { COMMAND("block add") } NOM: mots, et expressions les enregistre. Les membres apprennent le nom, jamais les mots. { COMMAND("block remove") } NOM, { COMMAND("block list") }.
help-channel = { COMMAND("channel") } off éteint les images ici, { COMMAND("channel") } off #nom là-bas ; { COMMAND("channel") } on #nom les rallume.
help-timeout = { COMMAND("timeout") } @nom 30 : aucune demande pendant 30 minutes ; ce qui attend est annulé. { COMMAND("lift") } @nom y met fin.
help-grant = { COMMAND("grant") } @nom 5 : cinq grilles de plus, aujourd'hui.
help-why = { COMMAND("why") } @nom #salon montre tout le calcul : ce qui est utilisé, ce qui reste, et par quelle règle.
help-line = { COMMAND("line") } montre qui dessine et qui attend ; { COMMAND("cancel-all") } @nom annule tout ce que quelqu'un a demandé.
help-report = { COMMAND("report") } 7d : grilles, personnes, refus, attentes et coûts des sept derniers jours, en image et en CSV.

## Moderators

settings-title = Réglages de cette communauté :
settings-line = { $key } : { $value } ({ $meaning })
settings-channels-off = Salons sans images : { $channels }
settings-rules = Règles sur les mots : { $rules }
settings-how = { COMMAND("settings") } NOM VALEUR en change un ; { COMMAND("undo") } revient en arrière ; { COMMAND("audit") } montre qui a fait quoi.
none = aucun
no-limit = sans limite
meaning-member-per-day = grilles par jour et par membre
meaning-role-per-day = grilles par jour pour les membres d'un rôle
meaning-channel-per-day = grilles par jour dans chaque salon
meaning-community-per-day = grilles par jour dans cette communauté
meaning-drawing = grilles inachevées d'un membre, avec celles de waiting
meaning-waiting = grilles inachevées d'un membre, avec celles de drawing
meaning-role-weight = vitesse d'un rôle dans la file ; 1 est habituel
meaning-reset = quand le jour commence
meaning-timezone = où cette heure est comptée
meaning-relaxed = après les grilles du jour, demander ce que dessine un appareil libre
meaning-longest-prompt = caractères d'un texte
meaning-log-channel = le salon où les changements sont annoncés
meaning-retention-days = jours de conservation des textes et images
changed = Enregistré ; valable dès maintenant.
undone = Revenu en arrière.
unchanged = C'est déjà ainsi ; rien n'a été changé.
difference = { $key } : { $old } → { $new }
difference-new = { $key } : { $new }
lifted = levée
nothing-to-undo = Il n'y a rien à annuler.
changed-since = Ce changement ne vaut plus, ou autre chose a été changé depuis ; rien n'a donc été annulé. { COMMAND("undo") } annule ce qui a été changé en dernier.
audit-title = Qui a changé quoi, page { $page } sur { $pages } :
audit-line = { $time } { $name }, { $what } : { $changes }
audit-empty = Personne n'a encore rien changé.
audit-no-page = { $count ->
    [one] Il y a 1 page.
   *[other] Il y a { $count } pages.
}
unknown-setting = Le réglage { $key } n'existe pas ; il y a : { $known }.
wrong-setting = { $key } ne peut pas être { $value } ; rien n'a été enregistré.
wrong-setting-number = { $key } est un nombre entier de { $low } à { $high }, pas { $value } ; rien n'a été enregistré.
wrong-setting-time = { $key } est une heure comme 06:00, pas { $value } ; rien n'a été enregistré.
wrong-setting-zone = { $key } est un fuseau horaire comme Europe/Paris, pas { $value } ; rien n'a été enregistré.
wrong-setting-switch = { $key } est on ou off, pas { $value } ; rien n'a été enregistré.
wrong-setting-text = { $key } a au plus { $high } caractères ; rien n'a été enregistré.
wrong-setting-numbers-of-roles = { $key } s'écrit RÔLE=NOMBRE, avec des nombres de { $low } à { $high }, pas { $value } ; rien n'a été enregistré.
wrong-setting-weights-of-roles = { $key } s'écrit RÔLE=NOMBRE, avec des nombres de { $low } à { $high }, pas { $value } ; rien n'a été enregistré.
block-empty = Il n'y a pas encore de règles. { COMMAND("block test") } MOTS montre ce qu'ils auraient attrapé.
block-title = Règles sur les mots :
block-line = { $name } : { $words }
block-added = Enregistré : la règle « { $name } » attrape { $words }.
block-removed = Enregistré : « { $name } » n'est plus là.
block-words-removed = Enregistré : la règle « { $name } » n'attrape plus { $words }.
block-test = { $count ->
    [one] « { $words } » aurait attrapé { $count } des { $total } textes des sept derniers jours :
   *[other] « { $words } » aurait attrapé { $count } des { $total } textes des sept derniers jours :
}
block-too-many = Il peut y avoir { $most } règles ; ajoutez les mots à une règle existante.
no-such-rule = Il n'y a pas de règle « { $name } » ; { COMMAND("block list") } les montre.
long-rule = La règle aurait { $count } caractères ; une règle en a jusqu'à { $most }.
long-rules = Toutes les règles ensemble auraient { $count } caractères ; elles en ont jusqu'à { $most }. Enlevez d'abord des mots devenus inutiles.
empty-rule = Une règle a besoin de lettres ou de chiffres ; des signes seuls n'attrapent rien.
and-more = … et { $count } de plus
why-title = Ce qui vaut pour { $name } :
why-role = {"  "}par le rôle { $role }
why-granted = {"  "}dont { $count } donnés pour aujourd'hui
why-timed-out = En pause jusqu'à { $time }
why-channel-off = Le salon est éteint.
time-out = { $name } est en pause jusqu'à { $time }.
time-out-jobs = { $count ->
    [one] 1 dans la file a été annulé et rendu.
   *[other] { $count } dans la file ont été annulés et rendus.
}
time-out-none = { $name } n'est pas en pause ; rien n'a été changé.
time-out-lifted = { $name } est de nouveau bienvenu.
wrong-minutes = Les minutes sont un nombre entier de 0 à { $most }, pas { $value }.
granted = { $count ->
    [one] { $name } a { $count } grille de plus aujourd'hui.
   *[other] { $name } a { $count } grilles de plus aujourd'hui.
}
wrong-grids = Les grilles sont un nombre entier de 1 à { $most }, pas { $value }.
line-empty = Personne n'est dans la file.
line-title = { $count } dans la file :
line-line = { $job } { $name } : { $state } depuis { $since } { $place } : { $prompt }
state-drawing = dessin
state-waiting = attente
in-channel = dans #{ $channel }
cancelled-all = { $count } annulés et rendus.
wrong-days = Les jours sont un nombre entier de 1 à { $most }, pas { $value }.

## Report

report-title = { $count ->
    [one] Aujourd'hui : { $grids } par { $people }.
   *[other] Les { $count } derniers jours : { $grids } par { $people }.
}
count-grids = { $count ->
    [one] { $count } grille
   *[other] { $count } grilles
}
count-people = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
report-given-back = Rendus : { $count }
report-waits = Attentes : { $p50 } pour la moitié, { $p95 } pour 95 sur 100
report-costs = Appareil : { $seconds } ; { $money }
report-refusals = Refusé : { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = trop à la fois
rule-member-per-day = journée épuisée
rule-channel-per-day = journée du salon épuisée
rule-community-per-day = journée de la communauté épuisée
rule-bot-per-day = journée du bot épuisée
rule-blocked = la règle « { $name } »
rule-channel-off = salon désactivé
rule-timed-out = pause
rule-line-full = la file était pleine
rule-stopping = le bot redémarrait
rule-age-restricted = limite d'âge
chart-title = Grilles par jour
chart-grids = grilles
chart-people = personnes
chart-refused = refusées
chart-wait = attente médiane
chart-money = coût
chart-device = temps d'appareil

## Times

tomorrow = { $time } demain

## Comme le dit Discord : on y choisit ce qu'on tape ailleurs

age-restricted = Cela a été dessiné dans un salon soumis à une limite d'âge et ne peut être publié que dans un tel salon.
