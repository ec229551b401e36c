### Ce que dit le bot sur toutes les plateformes.

## A job's message

title = « { $prompt } » pour { $name }
without = En évitant : { $no }
place = Place { $place } dans la file d’attente ; { $ready }.
ready-in = prêt dans environ { $span }
ready-in-band = prêt dans environ { $span } (de { $soonest } à { $latest })
overtaken = Une personne qui a eu moins d’images dernièrement passe avant vous.
warming-up = Le modèle se prépare encore ; les premières images prennent un peu plus de temps.
trying-again = Le dessin a échoué une fois ; nouvel essai en cours.
drawing = Dessin en cours : { $percent } %, encore { $left } environ.
seed = graine { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } sur { $limit } utilisées, renouvelées à { $time }
used-unlimited = { $used } utilisées, sans limite
left-of = reste { $left } sur { $limit } jusqu’à { $time }
charge-relaxed = sans hâte : ne compte pas dans votre quota ; dessiné quand l’appareil est libre
relaxed-used = sans hâte : n’a pas compté dans votre quota
unread = { $count ->
    [one] lu jusqu’à « …{ $end } » ; { $count } mot n’a pas été pris en compte
   *[other] lu jusqu’à « …{ $end } » ; { $count } mots n’ont pas été pris en compte
}
dropped = non lu : { $words }
unknown-words = { $model } ne connaît pas { $words } ; essayez des mots anglais plus simples
known-by-kind = dessiné à la place : { $kinds }
kind = { $kind } pour « { $word } »
made-from = refait d’après { $parent }
made-into = d’après celle-ci : { $children }
quoted = « { $text } »
cancelled = Annulé. Cela ne compte pas dans votre quota.
cancelled-by-moderator = Annulé par la modération. Cela ne compte pas dans votre quota.
failed = Impossible à dessiner, même au deuxième essai. Cela ne compte pas dans votre quota. Référence : { $reference }
waited-too-long = Cette demande a attendu trop longtemps et a été annulée. Elle ne compte pas dans votre quota.
line-full-waits = La file d’attente est pleine. Cette demande y entrera dès qu’il y aura de la place.
no-money = Le budget de dessin d’aujourd’hui est épuisé. Cela reprend à { $time }, ou plus tôt si le budget est augmenté.
kept = Le bot redémarre. Cette demande garde sa place et reprendra d’elle-même.
back-again = Le bot a redémarré. Cette demande reprend maintenant.
elsewhere = Dans la file d’attente.
deleted = { $job } a été supprimé.
no-picture = { $job } n’a pas d’images. Redessinez avec { COMMAND("imagine") }.
other-model = { $job } a été dessiné par { $model }, qui n’est pas chargé en ce moment. Redessinez-le avec { COMMAND("imagine") }.

## Buttons

cancel = Annuler
cancel-job = Annuler { $job }
redo = Refaire
retry = Réessayer
delete = Supprimer
post = Publier ici
relaxed = Attendre un appareil libre
undo = Annuler le changement
older = Plus anciens
privacy-export = Exporter
privacy-next = Partie suivante
privacy-forget = Tout supprimer

## Alt texts

alt-grid = Une grille de { $count } images de « { $prompt } », numérotées ligne par ligne ; graine { NUMBER($seed, useGrouping: 0) }.
alt-tile = Image { $tile } sur { $count } de « { $prompt } » ; graine { NUMBER($seed, useGrouping: 0) }.
alt-preview = Images à moitié dessinées de « { $prompt } ».
alt-report = Un graphique des grilles par jour, du { $first } au { $last } ; { $grids } au total.

## Pictures

picked = Image { $tile } de « { $prompt } ». Vous seul la voyez.
posted = « { $prompt } » par { $maker }, publiée par { $name }
posted-own = « { $prompt } » par { $maker }

## What members asked

cancelled-yours = { $job } a été annulé : { $used }.
cancelled-theirs = { $job } de { $name } a été annulé.
at-once-now = { $count } demandes en cours sur { $most }
scope-member = Pour vous
scope-name = Pour { $name }
scope-channel = Dans ce salon
scope-community = Dans cette communauté
scope-bot = Pour tout le monde
scope-line = { $scope } : { $used }
privacy-show = Le bot conserve vos prompts, vos légendes, vos favoris, vos votes, vos graines et vos images (sous forme de nombres qui permettent de les redessiner), votre identifiant et votre nom, où vous avez publié des images, le nombre de grilles demandées et, pendant neuf jours, les demandes refusées par un quota. « { privacy-export } » vous donne tout ; { COMMAND("privacy", what: "delete") } supprime tout.
privacy-exported = Toutes les données conservées sur vous.
privacy-exported-part = Toutes les données conservées sur vous, partie { $page } sur { $pages } ; elles ne tiennent pas dans un seul message.
privacy-sure = Ceci supprime définitivement vos prompts et vos images, retire leurs messages et annule vos demandes en cours. Le nombre de vos grilles compte toujours, sans votre nom, et les décisions de la modération restent. Tout supprimer ?
privacy-forgotten = { $count ->
    [one] C’est fait. { $count } grille et toutes ses données ont été supprimées.
   *[other] C’est fait. { $count } grilles et toutes leurs données ont été supprimées.
}

## What was not possible

refused = Ce n’est pas possible pour le moment. Réessayez plus tard.
went-wrong = Un problème est survenu ; vous n’y êtes pour rien. Réessayez dans un instant. Référence : { $reference }
did-you-mean = Vouliez-vous dire { $closest } ?
unknown-command = La commande { COMMAND($command) } n’existe pas. { COMMAND("help") } montre toutes les commandes.
unknown-option = L’option --{ $option } n’existe pas. Les options sont { $options }.
option-twice = --{ $option } est donnée deux fois. Donnez-la une seule fois.
option-empty = --{ $option } demande une valeur, par exemple --{ $option } { $example }.
wrong-seed = Une graine est un nombre entier de 0 à { NUMBER($most, useGrouping: 0) }, pas { $value }.
empty-prompt = Écrivez ce qu’il faut dessiner, par exemple : { COMMAND("imagine") } a cat in a rocket
unreadable-prompt = Rien n’est lisible dans ce prompt. Décrivez l’image avec des mots anglais, par exemple « a red fox in the snow ».
unreadable-no = Rien n’est lisible dans ce qu’il faut éviter. Écrivez des mots anglais, par exemple « dogs ».
long-prompt = Votre prompt a { $count } caractères ; la limite est { $most }. Raccourcissez-le et réessayez.
long-no = Ce qu’il faut éviter a { $count } caractères ; la limite est { $most }. Raccourcissez et réessayez.
long-argument = « { $option } » a { $count } caractères ; la limite est { $most }. Raccourcissez et réessayez.
blocked = Ce prompt enfreint la règle « { $name } » de cette communauté. Essayez d’autres mots.
channel-off = Le dessin est désactivé dans ce salon. Essayez dans #{ $channel }.
channel-off-all = Le dessin est désactivé dans ce salon. Essayez dans un autre, ou demandez à la modération.
timed-out = Vous êtes exclu temporairement jusqu’à { $time }. Vous pourrez dessiner à nouveau ensuite.
stopping = Le bot redémarre. Réessayez dans une minute.
line-full = La file d’attente est pleine. Réessayez dans { $span }. Cela ne compte pas dans votre quota.
at-once = Vous avez { $used } demandes en cours sur { $limit }. Réessayez dans environ { $span }. Cela ne compte pas dans votre quota.
at-once-no-money = Vous avez { $used } demandes en cours sur { $limit }, et le budget de dessin d’aujourd’hui est épuisé. Cela reprend à { $time }. Cela ne compte pas dans votre quota.
member-per-day = Vous avez utilisé { $used } grilles sur { $limit }. Votre quota se renouvelle à { $time }.
member-per-day-none = Vous ne pouvez pas dessiner ici, car votre quota est de 0. La modération peut l’augmenter.
give-more = { PLATFORM() ->
    [discord] Membre de la modération, vous pouvez l’augmenter : { COMMAND("grant") } pour aujourd’hui, { COMMAND("set") } pour tous les jours.
   *[other] Membre de la modération, vous pouvez l’augmenter : { COMMAND("grant") } @nom 3 pour aujourd’hui, { COMMAND("settings") } member-per-day 20 pour tous les jours.
}
channel-per-day = Ce salon a utilisé { $used } grilles sur { $limit }. Son quota se renouvelle à { $time } ; d’ici là, dessinez dans un autre salon.
channel-per-day-none = Ce salon a un quota de 0. Essayez dans un autre.
community-per-day = Cette communauté a utilisé { $used } grilles sur { $limit }. Son quota se renouvelle à { $time }.
community-per-day-none = Cette communauté a un quota de 0. La modération peut l’augmenter.
bot-per-day = Le bot a dessiné { $used } grilles sur { $limit }. Son quota se renouvelle à { $time }.
bot-per-day-none = Le bot a un quota de 0. La personne qui l’administre peut l’augmenter.
offer-relaxed = Si vous pouvez attendre, un appareil libre le dessine sans utiliser votre quota.
old-offer = Cette offre a expiré. Refaites la demande avec { COMMAND("imagine") }.
old-rehearsal = Ceci a déjà été enregistré ou annulé, ou c’est trop ancien. Redonnez la commande.
old-button = Ce bouton ne fonctionne plus. Tapez plutôt la commande ; { COMMAND("help") } montre toutes les commandes.
no-such-user = { PLATFORM() ->
    [slack] Je ne sais pas qui est { $name }. Écrivez @nom et choisissez dans la liste que Slack affiche.
   *[other] Il n’y a pas de membre { $name } ici. Vérifiez le nom.
}
no-such-channel = { PLATFORM() ->
    [slack] Je ne connais pas le canal { $name }. Écrivez #nom et choisissez dans la liste que Slack affiche.
   *[other] Le salon #{ $name } n’existe pas. Vérifiez le nom.
}
no-such-role = Le rôle { $name } n’existe pas ici. Rien n’a été enregistré.
cannot-post = { PLATFORM() ->
    [discord] Je ne peux pas écrire dans { $channel }. Autorisez-moi à voir ce salon et à y envoyer des messages, ou choisissez-en un autre. Rien n’a été enregistré.
    [slack] Je ne peux pas écrire dans { $channel }. Invitez-moi avec /invite @Nonet ou choisissez-en un autre. Rien n’a été enregistré.
   *[other] Je ne peux pas écrire dans { $channel }. Choisissez un autre salon. Rien n’a été enregistré.
}
no-such-job = La demande { $job } n’existe pas ici. Vérifiez l’identifiant.
no-such-tile = L’image { $tile } n’existe pas. Choisissez-en une de 1 à 9.
posted-already = L’image { $tile } de { $job } est déjà publiée, ou le sera dans un instant.
not-drawn-yet = { $job } n’est pas encore prêt. Attendez ses images et réessayez.
nothing-to-cancel = Vous n’avez aucune demande en cours.
too-late-to-cancel = { $job } est déjà terminé.
not-yours-cancel = Seules la personne qui a fait cette demande et la modération peuvent l’annuler.
not-yours-delete = Seules la personne qui a fait cette demande et la modération peuvent la supprimer.
moderators-only = Seule la modération peut faire cela.
age-restricted = Ceci a été dessiné dans un salon avec limite d’âge. On ne peut le publier que dans un salon avec la même limite.

## How to write it

how-id = Écrivez : { COMMAND($command) } k7f3q
how-again = Écrivez : { COMMAND("again", id: "k7f3q") } pour une grille, { COMMAND("again", id: "k7f3q-5") } pour l’une de ses images.
how-pick = Écrivez : { COMMAND("pick") } k7f3q 5
how-post = Écrivez : { COMMAND("post") } k7f3q 5
how-privacy = Écrivez : { COMMAND("privacy") }, { COMMAND("privacy", what: "export") } ou { COMMAND("privacy", what: "delete") }
how-settings = Écrivez : { COMMAND("settings") } ou { COMMAND("settings") } member-per-day 10
how-audit = Écrivez : { COMMAND("audit") } ou { COMMAND("audit", page: "2") } pour la deuxième page
how-block = { PLATFORM() ->
    [discord] Écrivez les mots de la règle, séparés par des virgules.
   *[other] Écrivez : { COMMAND("block list") }, { COMMAND("block test") } MOTS, { COMMAND("block add") } NOM: mots, et expressions ou { COMMAND("block remove") } NOM
}
how-channel = Écrivez : { COMMAND("channel") } off #nom ou { COMMAND("channel") } on
how-timeout = Écrivez : { COMMAND("timeout") } @nom MINUTES
how-lift = Écrivez : { COMMAND("lift") } @nom
how-grant = Écrivez : { COMMAND("grant") } @nom GRILLES
how-why = Écrivez : { COMMAND("why") } @nom ou { COMMAND("why") } @nom #salon
how-cancel-all = Écrivez : { COMMAND("cancel-all") } @nom
how-report = Écrivez : { COMMAND("report") } 7d, pour 366 jours au plus

## Help

help = { PLATFORM() ->
    [discord]
        { COMMAND("imagine") } dessine neuf images de ce que vous décrivez. Choisissez un numéro pour en voir une, puis publiez celle qui vous plaît.
        { COMMAND("quota") } montre combien de grilles il vous reste, { COMMAND("cancel") } annule votre dernière demande, { COMMAND("again") } montre une ancienne grille, { COMMAND("privacy") } montre ce qui est conservé sur vous.
   *[other]
        { COMMAND("imagine") } MOTS dessine neuf images de ce que vous décrivez. Choisissez un numéro pour en voir une, puis publiez celle qui vous plaît.
        { COMMAND("quota") } montre combien de grilles il vous reste, { COMMAND("cancel") } annule votre dernière demande, { COMMAND("again") } ID montre une ancienne grille, { COMMAND("privacy") } montre ce qui est conservé sur vous.
}
help-moderators = Pour la modération : { $commands }
help-topics = { PLATFORM() ->
    [discord] { COMMAND("help") } avec un sujet en dit plus : { $topics }
   *[other] { COMMAND("help") } SUJET en dit plus : { $topics }
}
no-such-topic = Il n’y a pas d’aide sur { $topic }.
help-imagine = { PLATFORM() ->
    [discord]
        { COMMAND("imagine", prompt: "a cat in a rocket", seed: "5", no: "dogs", spoiler: "True") }
        Le même prompt et la même graine donnent les mêmes images. « sans » est ce qu’il faut éviter. « spoiler » cache les images jusqu’à ce qu’on clique dessus.
        Applications → Imagine ceci, sur un message, dessine ce qu’il dit.
   *[other]
        { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
        Le même prompt et la même graine donnent les mêmes images. --no est ce qu’il faut éviter. --spoiler cache les images jusqu’à ce qu’on clique dessus.
}
help-quota = { COMMAND("quota") } montre combien de grilles il vous reste et quand votre quota se renouvelle. Les demandes annulées ou échouées ne comptent pas.
help-pick = { PLATFORM() ->
    [discord] Choisissez un numéro sous les images pour voir celle-ci, pour vous seul. Le bouton « { post } » la montre à tout le salon. « { nine } » montre chacune en taille réelle.
   *[other] { COMMAND("pick") } k7f3q 5 vous montre l’image 5, pour vous seul. { COMMAND("post") } k7f3q 5 la montre à tout le salon. { COMMAND("nine", job: "k7f3q") } montre chacune en taille réelle.
}
help-again = { COMMAND("again", id: "k7f3q") } montre une ancienne grille, { COMMAND("again", id: "k7f3q-5") } l’une de ses images, exactement comme elles étaient.
help-cancel = { COMMAND("cancel") } annule votre dernière demande, { COMMAND("cancel", job: "k7f3q") } la demande k7f3q. Elle ne compte pas dans votre quota.
help-redo = { PLATFORM() ->
    [discord] Le bouton « { redo } » dessine le même prompt avec une autre graine. « { retry } » relance une demande échouée.
   *[other] { COMMAND("redo") } k7f3q dessine le même prompt avec une autre graine. { COMMAND("retry") } k7f3q relance une demande échouée.
}
help-delete = { PLATFORM() ->
    [discord] Le bouton « { delete } » supprime vos images pour tout le monde.
   *[other] { COMMAND("delete") } k7f3q supprime vos images pour tout le monde.
}
help-privacy = { COMMAND("privacy") } montre ce qui est conservé sur vous, { COMMAND("privacy", what: "export") } vous le donne, { COMMAND("privacy", what: "delete") } le supprime.
help-settings = { PLATFORM() ->
    [discord] { COMMAND("settings") } montre tous les réglages et permet de les changer. { COMMAND("set") } change un réglage ; sans valeur, la limite est retirée. { COMMAND("role") } fixe les limites d’un rôle.
   *[other] { COMMAND("settings") } montre tous les réglages. { COMMAND("settings") } member-per-day 10 en change un, { COMMAND("settings") } member-per-day none retire la limite.
}
help-undo = { COMMAND("undo") } annule le dernier changement de réglages. Utilisez-la encore une fois pour annuler le précédent.
help-audit = { COMMAND("audit") } montre qui a changé quoi, et quand. { COMMAND("audit", page: "2") } montre la deuxième page.
help-block = { PLATFORM() ->
    [discord] { COMMAND("block test") } montre quels prompts des sept derniers jours une règle aurait refusés. { COMMAND("block add") } enregistre une règle, { COMMAND("block list") } les montre toutes, { COMMAND("block remove") } en retire une. Les membres voient le nom d’une règle, jamais ses mots.
   *[other] { COMMAND("block test") } MOTS montre quels prompts des sept derniers jours une règle aurait refusés. { COMMAND("block add") } NOM: mots, et expressions enregistre une règle, { COMMAND("block list") } les montre toutes, { COMMAND("block remove") } NOM en retire une. Les membres voient le nom d’une règle, jamais ses mots.
}
help-channel = { PLATFORM() ->
    [discord] { COMMAND("channel") } active ou désactive le dessin dans un salon.
   *[other] { COMMAND("channel") } off désactive le dessin dans ce salon, { COMMAND("channel") } off #nom dans un autre. { COMMAND("channel") } on #nom le réactive.
}
help-timeout = { PLATFORM() ->
    [discord] { COMMAND("timeout") } exclut temporairement un membre : pendant ces minutes, il ne peut faire aucune demande, et celles qu’il a dans la file d’attente sont annulées. minutes:0 lève l’exclusion.
   *[other] { COMMAND("timeout") } @nom 30 exclut temporairement un membre : pendant 30 minutes, il ne peut faire aucune demande, et celles qu’il a dans la file d’attente sont annulées. { COMMAND("lift") } @nom lève l’exclusion.
}
help-grant = { PLATFORM() ->
    [discord] { COMMAND("grant") } donne plus de grilles à un membre, aujourd’hui.
   *[other] { COMMAND("grant") } @nom 5 donne cinq grilles de plus à un membre, aujourd’hui.
}
help-why = { PLATFORM() ->
    [discord] { COMMAND("why") } montre comment le quota d’un membre est calculé, limite par limite.
   *[other] { COMMAND("why") } @nom #salon montre comment le quota d’un membre est calculé, limite par limite.
}
help-line = { PLATFORM() ->
    [discord] { COMMAND("line") } montre la file d’attente. { COMMAND("cancel-all") } annule toutes les demandes d’un membre, { COMMAND("cancel", job: "k7f3q") } une seule.
   *[other] { COMMAND("line") } montre la file d’attente. { COMMAND("cancel-all") } @nom annule toutes les demandes d’un membre, { COMMAND("cancel") } k7f3q une seule.
}
help-report = { PLATFORM() ->
    [discord] { COMMAND("report", days: "7") } montre les grilles, les personnes, les refus, les attentes et les coûts des sept derniers jours, en graphique et en CSV.
   *[other] { COMMAND("report") } 7d montre les grilles, les personnes, les refus, les attentes et les coûts des sept derniers jours, en graphique et en CSV.
}

## Moderators

settings-title = Réglages de cette communauté :
settings-line = { $key } : { $value } ({ $meaning })
settings-channels-off = Salons où le dessin est désactivé : { $channels }
settings-rules = Règles sur les mots : { $rules }
settings-how = { PLATFORM() ->
    [discord] Choisissez ci-dessous ce que vous voulez changer. { COMMAND("undo") } annule le dernier changement, { COMMAND("audit") } montre qui a changé quoi.
   *[other] { COMMAND("settings") } NOM VALEUR change un réglage. { COMMAND("undo") } annule le dernier changement, { COMMAND("audit") } montre qui a changé quoi.
}
role-gone = { $key } : le rôle { $role } n’existe plus.
log-channel-closed = Les changements ne sont pas annoncés : je ne peux pas écrire dans { $channel }. Choisissez un autre log-channel.
none = aucun
no-limit = sans limite
changed = Enregistré. Le changement s’applique dès maintenant.
undone = Le changement a été annulé.
unchanged = Rien n’a été changé, car c’est déjà réglé ainsi.
rehearsal = Pas encore enregistré. Ceci refuse plus que les réglages actuels :
rehearsal-again = Des réglages ont été changés entre-temps :
rehearsal-refused = { $people ->
    [one] Ces sept derniers jours, { $count } des { $total } demandes auraient été refusées, de 1 personne : { $names }
   *[other] Ces sept derniers jours, { $count } des { $total } demandes auraient été refusées, de { $people } personnes : { $names }
}
rehearsal-name = { $name } ({ $count })
rehearsal-deleted = supprimé
rehearsal-before = Avec les réglages actuels, le nombre aurait été de { $count }.
rehearsal-relaxed = Parmi elles, { $count } auraient pu attendre un appareil libre.
rehearsal-prompts = Pour cela, les mots des { $count } demandes acceptées les plus récentes ont été lus ; les prompts supprimés ou refusés ne sont pas conservés.
rehearsal-loosens = Personne n’est refusé plus qu’avant.
rehearsal-nothing = Des { $total } demandes des sept derniers jours, aucune de celles que les réglages actuels acceptent n’aurait été refusée.
rehearsal-cancelled = Rien n’a été enregistré.
save-rehearsed = Enregistrer
cancel-rehearsed = Annuler
difference = { $key } : { $old } → { $new }
difference-new = { $key } : { $new }
lifted = levée
nothing-to-undo = Il n’y a aucun changement à annuler.
changed-since = Ce changement ne s’applique plus, ou autre chose a été changé depuis ; rien n’a donc été annulé. { COMMAND("undo") } annule le dernier changement.
audit-title = Qui a changé quoi, page { $page } sur { $pages } :
audit-line = { $time } { $name }, { $what } : { $changes }
audit-kind-settings = réglages
audit-kind-channel = salon
audit-kind-block = règles de mots
audit-kind-undo = annulation
audit-kind-grant = grilles supplémentaires
audit-kind-time-out = exclusion temporaire
audit-kind-moderator = modération
audit-kind-removed = retiré de la communauté
audit-kind-back = de retour dans la communauté
audit-kind-cancel = demande annulée
audit-kind-remove = image retirée
audit-kind-remove-person = personne retirée
audit-kind-dismiss = signalement écarté
audit-key-rules = règles
audit-key-channels-off = salons sans dessin
audit-key-channels-on = salons avec dessin
audit-key-kept-until = conservé jusqu’au
audit-key-settings = réglages
audit-as-before = comme avant
audit-removed = retiré
audit-empty = Rien n’a encore été changé.
audit-no-page = { $count ->
    [one] Il n’y a que { $count } page.
   *[other] Il n’y a que { $count } pages.
}
unknown-setting = Le réglage { $key } n’existe pas. Les réglages sont { $known }.
merged-setting = { $key } n’est plus un réglage. { $now } est le nombre de demandes en cours qu’un membre peut avoir. Rien n’a été enregistré.
wrong-setting = { $key } ne peut pas être { $value }. Rien n’a été enregistré.
wrong-setting-number = { $key } est un nombre entier de { $low } à { $high }, pas { $value }. Rien n’a été enregistré.
wrong-setting-time = { $key } est une heure comme 06:00, pas { $value }. Rien n’a été enregistré.
wrong-setting-zone = { $key } est un fuseau horaire comme Europe/Berlin, pas { $value }. Rien n’a été enregistré.
wrong-setting-switch = { $key } vaut on ou off, pas { $value }. Rien n’a été enregistré.
wrong-setting-channel = { $key } a au plus { $high } caractères. Rien n’a été enregistré.
wrong-setting-numbers-of-roles = { $key } s’écrit RÔLE=NOMBRE, avec des nombres de { $low } à { $high }, pas { $value }. Rien n’a été enregistré.
wrong-setting-weights-of-roles = { $key } s’écrit RÔLE=NOMBRE, avec des nombres de { $low } à { $high }, pas { $value }. Rien n’a été enregistré.
block-empty = { PLATFORM() ->
    [discord] Il n’y a pas encore de règles. { COMMAND("block test") } montre ce qu’une règle aurait refusé.
   *[other] Il n’y a pas encore de règles. { COMMAND("block test") } MOTS montre ce qu’une règle aurait refusé.
}
block-title = Règles sur les mots :
block-line = { $name } : { $words }
block-added = Enregistré : la règle « { $name } » refuse { $words }.
block-also = Elle refuse aussi { $words }, car les chiffres et les signes comptent comme des lettres.
block-removed = Enregistré : la règle « { $name } » a été retirée.
block-words-removed = Enregistré : la règle « { $name } » ne refuse plus { $words }.
block-test = { $count ->
    [one] « { $words } » aurait refusé { $count } prompt sur { $total } des sept derniers jours :
   *[other] « { $words } » aurait refusé { $count } prompts sur { $total } des sept derniers jours :
}
block-test-newest = Il y a eu d’autres prompts ; seuls les { $count } plus récents ont été testés.
block-too-many = Il peut y avoir au plus { $most } règles. Ajoutez les mots à l’une d’elles.
no-such-rule = La règle « { $name } » n’existe pas. { COMMAND("block list") } montre toutes les règles.
long-rule = La règle aurait { $count } caractères ; la limite est { $most }. Faites une deuxième règle.
long-rules = Toutes les règles ensemble auraient { $count } caractères ; la limite est { $most }. Retirez les mots devenus inutiles.
empty-rule = Une règle doit contenir des lettres ou des chiffres ; les autres caractères ne bloquent rien.
and-more = … et { $count } de plus
why-title = Limites de { $name } :
why-role = {"  "}par le rôle { $role }
why-granted = {"  "}dont { $count } données pour aujourd’hui
why-timed-out = Exclusion temporaire jusqu’à { $time }
why-channel-off = Le dessin est désactivé dans ce salon.
time-out = { $name } est exclu temporairement jusqu’à { $time }.
time-out-jobs = { $count ->
    [one] { $count } demande en attente a été annulée et remboursée.
   *[other] { $count } demandes en attente ont été annulées et remboursées.
}
time-out-none = { $name } n’est pas exclu ; rien n’a été changé.
time-out-lifted = { $name } n’est plus exclu.
wrong-minutes = Les minutes sont un nombre entier de 0 à { $most }, pas { $value }.
granted = { $count ->
    [one] { $name } a { $count } grille de plus aujourd’hui.
   *[other] { $name } a { $count } grilles de plus aujourd’hui.
}
wrong-grids = Les grilles sont un nombre entier de 1 à { $most }, pas { $value }.
line-empty = La file d’attente est vide.
line-title = { $count } dans la file d’attente :
line-line = { $job } { $name } : { $state } depuis { $since } { $place } : { $prompt }
state-drawing = dessin en cours
state-waiting = en attente
in-channel = dans #{ $channel }
cancelled-all = { $count ->
    [one] { $count } demande a été annulée et remboursée.
   *[other] { $count } demandes ont été annulées et remboursées.
}
wrong-days = Les jours sont un nombre entier de 1 à { $most }, pas { $value }.

## Report

report-title = { $count ->
    [one] Aujourd’hui : { $grids } par { $people }.
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
report-given-back = Remboursées : { $count }
report-waits = Attentes : la moitié jusqu’à { $p50 }, 95 sur 100 jusqu’à { $p95 }
report-costs = Temps de l’appareil : { $seconds } ; { $money }
report-refusals = Refus : { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = trop de demandes en cours
rule-member-per-day = quota du membre épuisé
rule-channel-per-day = quota du salon épuisé
rule-community-per-day = quota de la communauté épuisé
rule-bot-per-day = quota du bot épuisé
rule-blocked = règle « { $name } »
rule-channel-off = dessin désactivé dans le salon
rule-timed-out = exclusion temporaire
rule-line-full = file d’attente pleine
rule-stopping = redémarrage du bot
rule-age-restricted = limite d’âge
chart-title = Grilles par jour
chart-grids = grilles
chart-people = personnes
chart-refused = refus
chart-wait = attente médiane
chart-money = coût
chart-device = temps de l’appareil

## Times

tomorrow = { $time } demain

## What settings mean

meaning-member-per-day = grilles par jour pour chaque membre
meaning-role-per-day = grilles par jour pour les membres d’un rôle
meaning-channel-per-day = grilles par jour dans chaque salon
meaning-community-per-day = grilles par jour dans cette communauté
meaning-unfinished = demandes en cours d’un membre
meaning-role-weight = vitesse d’un rôle dans la file d’attente ; 1 est normal
meaning-reset = heure à laquelle les quotas se renouvellent
meaning-timezone = fuseau horaire de { $reset }
meaning-relaxed = quota épuisé : proposer d’attendre un appareil libre
meaning-longest-prompt = nombre maximal de caractères d’un prompt
meaning-log-channel = salon où les changements sont annoncés
meaning-retention-days = jours pendant lesquels prompts et images sont conservés
setting-member-per-day = Grilles par membre
setting-role-per-day = Grilles par rôle
setting-channel-per-day = Grilles par salon
setting-community-per-day = Grilles au total
setting-role-weight = Vitesse des rôles
setting-reset = Début de la journée
setting-timezone = Fuseau horaire
setting-relaxed = Appareil libre
setting-longest-prompt = Prompt le plus long
setting-log-channel = Salon du journal
setting-retention-days = Jours de conservation
setting-channels-off = Salons désactivés
setting-channels-on = Salons activés
setting-rules = Mots bloqués


## Memes: captions, variations, and files to keep

caption = Légender
edit-caption = Modifier la légende
vary-little = Varier un peu
vary-half = Varier à moitié
vary-most = Varier beaucoup
enlarge = Agrandir
edit = Modifier
watch = Animation
nine = Les neuf
save = Tout enregistrer
captioned = Image { $tile } de « { $prompt } » avec votre légende. Vous seul la voyez.
alt-is = Texte alternatif : { $alt }
alt-caption = Image { $tile } de « { $prompt } » avec la légende { $words }.
caption-empty = Écrivez quelque chose au-dessus ou au-dessous de l’image.
caption-script = Aucune police ici ne contient « { $character } ». Retirez-le, ou demandez à l’opérateur d’installer les polices Noto.
no-such-caption = Cette légende n’est plus disponible.
varied-from = variation de { $parent }
enlarged = Image { $tile } de « { $prompt } », agrandie de { NUMBER($before, useGrouping: 0) } à { NUMBER($after, useGrouping: 0) } pixels. Elle est plus grande, pas plus nette.
saved = Toutes les images de { $job }, et comment elles ont été dessinées.
watched = Comment les images de « { $prompt } » sont apparues.
alt-animation = Les { $count } images de « { $prompt } » telles qu’elles apparaissent.
how-caption = Écrivez-le ainsi : { COMMAND("caption") } k7f3q-5 texte en haut --bottom texte en bas
how-vary = Écrivez-le ainsi : { COMMAND("vary") } k7f3q-5 half
how-edit = Écrivez-le ainsi : { COMMAND("edit") } k7f3q les nouveaux mots
how-enlarge = Écrivez-le ainsi : { COMMAND("enlarge") } k7f3q-5
help-caption = { COMMAND("caption", job: "k7f3q", tile: "5") } écrit une légende sur l’image 5. Vous seul la voyez d’abord, puis vous pouvez la publier.
help-vary = { COMMAND("vary", job: "k7f3q", tile: "5") } dessine neuf images qui commencent comme l’image 5. Cela compte pour une grille.
help-edit = { COMMAND("edit", job: "k7f3q") } dessine d’autres mots avec la même graine. Cela compte pour une grille.
help-enlarge = { COMMAND("enlarge", job: "k7f3q", tile: "5") } montre l’image 5 en 1024 pixels.
help-save = { COMMAND("save", job: "k7f3q") } vous donne les neuf images dans un fichier zip.
help-watch = { COMMAND("watch", job: "k7f3q") } montre comment les neuf images sont apparues.

## Mashes: two prompts in one grid

edit-mash = Modifier le mélange
mash-dial = Mélange : à { NUMBER($percent, maximumFractionDigits: 1) } % du chemin du premier au second
mash-walk = Mélange : pas à pas du premier au second
mash-same = Les deux prompts sont identiques. Écrivez deux choses différentes, par exemple : { COMMAND("mash") } a cat + a teapot
wrong-dial = Le dosage est un nombre de 0 (seulement le premier) à { $most } (seulement le second), pas « { $value } ».
how-mash = { PLATFORM() ->
    [discord] Écrivez les deux prompts, par exemple a cat et a teapot.
   *[other] Écrivez deux prompts séparés par +, par exemple : { COMMAND("mash") } a cat + a teapot
}
help-mash = { PLATFORM() ->
    [discord] { COMMAND("mash", a: "a cat", b: "a teapot") } dessine neuf images des deux à la fois. « dosage » va de 0 (seulement le premier) à 100 (seulement le second). Avec « chemin », les neuf vont du premier au second. Cela compte pour une grille.
   *[other] { COMMAND("mash") } a cat + a teapot dessine neuf images des deux à la fois. --dial va de 0 (seulement le premier) à 100 (seulement le second). Avec --walk, les neuf vont du premier au second. Cela compte pour une grille.
}

## Galerie

newer = Plus récentes
favourite = ☆ Favori
unfavourite = ★ Favori
favoured = Marquée d’une étoile. { COMMAND("gallery favourites") } les montre toutes.
unfavoured = L’étoile est retirée.
caption-of = Image { $tile } de « { $prompt } », légendée par { $name }. Vous seul voyez ceci.
gallery-mine = Vos images
gallery-favourites = Vos favoris
gallery-here = Dessiné dans ce salon
gallery-search = Trouvé pour « { $words } »
gallery-mine-none = Il n’y a encore rien ici. { COMMAND("imagine") } dessine neuf images.
gallery-favourites-none = Il n’y a encore rien ici. Choisissez une image, puis appuyez sur « { favourite } ».
gallery-here-none = Rien de ce que vous pouvez voir n’a encore été dessiné ici.
gallery-search-none = Rien de ce que vous pouvez voir ne contient tous ces mots.
alt-gallery = Petites images : { $works }
how-gallery = Écrivez-le ainsi : { PLATFORM() ->
    [discord] { COMMAND("gallery search", words: "un chat") }
   *[other] { COMMAND("gallery mine") }, { COMMAND("gallery favourites") }, { COMMAND("gallery here") } ou { COMMAND("gallery search") } MOTS
}
how-favourite = Écrivez-le ainsi : { COMMAND("favourite") } k7f3q 5 ou { COMMAND("favourite") } k7f3q 5 off
help-gallery = { PLATFORM() ->
    [discord] { COMMAND("gallery mine") } montre vos grilles et les images que vous avez publiées, légendées ou marquées, { COMMAND("gallery favourites") } celles qui ont une étoile, { COMMAND("gallery here") } ce qui a été dessiné dans ce salon. { COMMAND("gallery search") } trouve les prompts et légendes qui contiennent tous vos mots. Vous seul voyez les pages.
   *[other] { COMMAND("gallery mine") } montre vos grilles et les images que vous avez publiées, légendées ou marquées, { COMMAND("gallery favourites") } celles qui ont une étoile, { COMMAND("gallery here") } ce qui a été dessiné dans ce salon. { COMMAND("gallery search") } MOTS trouve les prompts et légendes qui contiennent tous ces mots. { COMMAND("favourite") } k7f3q 5 marque l’image 5 d’une étoile. Vous seul voyez les pages.
}
## Mèmes : partager dans d’autres salons, et retirer

share = Partager
withdraw = Retirer
show-grid = Voir la grille
shared = « { $prompt } » de { $maker }, partagée par { $name }
shared-own = « { $prompt } » faite et partagée par { $name }
share-done = L’image { $tile } de { $job } est partagée dans #{ $channel }.
share-done-there = L’image { $tile } de { $job } est partagée dans ce salon.
share-nowhere = Il n’y a ici aucun salon où vous pouvez écrire et où je peux publier des images.
share-not-there = Vous ne pouvez pas partager dans ce salon. Choisissez-en un où vous pouvez écrire.
share-lacking = Je ne peux pas publier d’images dans #{ $channel }, car il m’y faut ces permissions : { $missing }. Demandez à la modération, ou choisissez un autre salon.
share-channel-off = La modération a désactivé les images dans ce salon. Choisissez-en un autre.
share-captions-off = La modération a désactivé les légendes dans ce salon. Choisissez-en un autre.
share-archived = Ce salon est archivé. Choisissez-en un autre.
share-refused = Je n’ai pas pu la publier là-bas, car le salon n’existe plus ou m’est fermé. Choisissez-en un autre.
share-unsure = Je n’ai pas reçu de réponse : l’image de { $job } y est peut-être publiée, peut-être pas. Vérifiez avant de la partager à nouveau.
withdrawn = { $count ->
    [0] Rien d’autre de { $job } n’est publié.
    [one] 1 publication de { $job } a été retirée.
   *[other] { $count } publications de { $job } ont été retirées.
}
still-visible = Pas encore supprimée, donc toujours visible dans { $channels }. Je réessaie pendant trente jours ; la modération peut l’y supprimer tout de suite.
not-shared = Rien de { $job } que vous pouvez retirer n’est publié. Si la grille a expiré, un modérateur peut supprimer le message.
not-yours-withdraw = Vous ne pouvez pas retirer ceci. Soit c’est déjà retiré, soit vous ne l’avez ni fait ni publié, soit la grille a expiré ; dans ce cas, un modérateur peut supprimer le message.
captions-off = La modération a désactivé les légendes ici.
sharing-off = La modération a désactivé la publication et le partage ici.
mash-off = La modération a désactivé les mélanges ici.
hall-off = La modération a désactivé le panthéon ici.
how-share = Écrivez-le ainsi : { COMMAND("share") } k7f3q-5 #memes
help-share = { PLATFORM() ->
    [discord] Choisissez un numéro sous les images, puis « { share } », pour publier cette image dans un autre salon où vous pouvez écrire.
   *[other] { COMMAND("share") } k7f3q-5 #memes publie l’image 5 dans #memes, si vous pouvez y écrire.
}
help-withdraw = { COMMAND("withdraw", job: "k7f3q") } supprime toutes les images publiées de votre grille, ou celles que vous avez publiées d’une autre.
meaning-captions = légendes : on, off, ou off #SALON
meaning-sharing = publication et partage : on, off, ou off #SALON
meaning-mash = mélanges : on, off, ou off #SALON
meaning-hall = panthéon : on, off, ou off #SALON
setting-captions = Légendes
setting-sharing = Publications et partages
setting-mash = Mélanges
setting-hall = Panthéon
wrong-setting-feature = { $key } vaut on, off, ou off avec des noms de salons, pas { $value }. Rien n’a été enregistré.
audit-kind-withdraw = publication retirée
rule-captions-off = légendes désactivées
rule-sharing-off = partage désactivé
rule-mash-off = mélanges désactivés
rule-hall-off = panthéon désactivé
rule-share-channel-off = partage désactivé dans le salon
rule-share-captions-off = légendes désactivées dans le salon
rule-share-nowhere = aucun salon où partager

## Panthéon

vote = ▲ Voter{ $count ->
    [0] {""}
   *[other] {" "}({ $count })
}
unvote = ▲ Retirer mon vote
voted = Vous avez voté pour { $picture }. { $count ->
    [one] Elle a { $count } vote.
   *[other] Elle a { $count } votes.
}
unvoted = Vous ne votez plus pour { $picture }. { $count ->
    [0] Elle n’a aucun vote.
    [one] Elle a { $count } vote.
   *[other] Elle a { $count } votes.
}
vote-own = Cette image est la vôtre. Seuls les votes des autres comptent.
hall-unset = Il n’y a pas de panthéon ici. La modération peut lui choisir un salon.
hall-withdrawn = Cette image a été retirée du panthéon : on ne peut plus voter pour elle.
hall-post = ▲ « { $prompt } » par { $maker }
hall-entered = Elle a assez de votes pour entrer au panthéon.
hall-not-posted = { $picture } a assez de votes pour le panthéon, mais je n’ai pas pu la publier. Vérifiez que le salon de { $key } existe et que je peux y publier des images ; les images de salons soumis à une limite d’âge ont besoin d’un salon du même type. Je réessaierai au prochain vote.
hall-channel-closed = Rien n’entre au panthéon : je ne peux pas écrire dans { $channel }. Choisissez un autre hall-channel.
top-week = Le plus de votes en 7 jours
top-month = Le plus de votes en 30 jours
top-ever = Le plus de votes depuis toujours
top-none = Personne n’a voté pour une image que vous pouvez voir. Choisissez une image, puis appuyez sur « ▲ ».
how-vote = Écrivez-le ainsi : { COMMAND("vote") } k7f3q 5 ou { COMMAND("vote") } k7f3q 5 off
how-top = { PLATFORM() ->
    [discord] Écrivez { COMMAND("top") } et choisissez week, month ou ever
   *[other] Écrivez-le ainsi : { COMMAND("top") } week, { COMMAND("top") } month ou { COMMAND("top") } ever
}
help-top = { PLATFORM() ->
    [discord] Là où la modération a choisi un salon pour le panthéon, appuyez sur ▲ sous une image choisie ou publiée pour voter pour elle. Avec assez de votes des autres, elle y est publiée. { COMMAND("top") } montre les images qui ont le plus de votes.
   *[other] Là où la modération a choisi un salon pour le panthéon, appuyez sur ▲ sous une image choisie ou publiée pour voter pour elle, ou écrivez { COMMAND("vote") } k7f3q 5. Avec assez de votes des autres, elle y est publiée. { COMMAND("top") } week, month ou ever montre les images qui ont le plus de votes.
}
meaning-hall-channel = salon du panthéon
meaning-hall-votes = votes nécessaires pour entrer au panthéon
setting-hall-channel = Salon du panthéon
setting-hall-votes = Votes pour le panthéon
rule-hall-unset = pas de panthéon
rule-hall-withdrawn = retirée du panthéon

# --- reports to the moderators

report-picture = Signaler
report-thanks = Merci. La modération va regarder.
report-no-picture = Cette image n’est pas de moi.
report-no-channel = Votre signalement n’a pas atteint la modération : il n’y a pas de salon pour les signalements ici, ou je ne peux pas y écrire pour le moment. Parlez de { $job } à la modération.
report-dismissed = Les signalements de { $job } ont été ignorés.
reported = { $reporter } signale { $job } : « { $prompt } », demandé par { $asker }, dans #{ $channel }
reported-post = { $reporter } signale une image publiée de { $job } : « { $prompt } », publiée par { $asker }, dans #{ $channel }
reported-show = Voir
reported-remove = Retirer
reported-remove-grid = Supprimer la grille
reported-dismiss = Ignorer
reported-time-out = Exclure { $count } minutes
how-report-picture = Écrivez-le ainsi : { COMMAND("report-picture") } k7f3q-5
help-report-picture = { PLATFORM() ->
    [discord] Ouvrez le menu d’un de mes messages et choisissez Applications → Signaler l’image, ou appuyez sur Signaler sous une image choisie. La modération peut la retirer, ignorer votre signalement ou exclure pour un temps la personne qui l’a faite ou publiée.
   *[other] { COMMAND("report-picture", id: "k7f3q-5") } signale une image à la modération. Elle peut la retirer, ignorer votre signalement ou exclure pour un temps la personne qui l’a faite ou publiée.
}
