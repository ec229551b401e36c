### What the bot says on every platform.

## A job's message

title = «{ $prompt }» para { $name }
without = Evitando: { $no }
place = Puesto { $place } en la cola; { $ready }.
ready-in = listo en unos { $span }
ready-in-band = listo en unos { $span } (de { $soonest } a { $latest })
overtaken = Alguien que ha tenido menos imágenes últimamente va primero.
warming-up = El modelo aún se está calentando; las primeras imágenes tardan un poco más.
trying-again = Salió mal una vez; se está intentando de nuevo.
drawing = Dibujando: { $percent } %, faltan unos { $left }.
seed = semilla { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } de { $limit } usadas, más a las { $time }
used-unlimited = { $used } usadas, sin límite
left-of = quedan { $left } de { $limit } hasta las { $time }
charge-relaxed = sin prisa: no gasta nada, se dibuja cuando el equipo está libre
relaxed-used = sin prisa: no gastó nada
unread = { $count ->
    [one] leído hasta «…{ $end }»; 1 palabra no se leyó
   *[other] leído hasta «…{ $end }»; { $count } palabras no se leyeron
}
unknown-words = { $model } no ha aprendido { $words }; prueba con palabras más sencillas en inglés
made-from = hecho a partir de { $parent }
quoted = «{ $text }»
cancelled = Cancelado; no gastó nada.
cancelled-by-moderator = Cancelado por la moderación; no gastó nada.
failed = No se pudo dibujar, ni al segundo intento; no gastó nada. Referencia: { $reference }
waited-too-long = Esperó demasiado y se devolvió; no gastó nada.
line-full-waits = La cola está llena; entrará en cuanto haya sitio.
no-money = El presupuesto de hoy se ha agotado; sigue a las { $time }, o cuando haya más.
kept = El bot se está reiniciando; esto conserva su puesto y sigue solo.
back-again = El bot se reinició; esto continúa ahora.
elsewhere = En la cola.
deleted = { $job } se ha borrado.
no-picture = { $job } ya no tiene imágenes; pídelo de nuevo con { COMMAND("imagine") }.
other-model = { $job } lo dibujó { $model }, que ahora no está cargado; pídelo de nuevo con { COMMAND("imagine") }.

## Buttons

cancel = Cancelar
cancel-job = Cancelar { $job }
redo = Otra vez
retry = Reintentar
delete = Borrar
post = Publicar aquí
relaxed = Esperar sin prisa
undo = Deshacer
older = Anteriores
privacy-export = Exportar
privacy-next = Siguiente parte
privacy-forget = Borrar todo

## Alt texts

alt-grid = Una cuadrícula de { $count } imágenes de «{ $prompt }», numeradas fila por fila; semilla { NUMBER($seed, useGrouping: 0) }.
alt-tile = Imagen { $tile } de { $count } de «{ $prompt }»; semilla { NUMBER($seed, useGrouping: 0) }.
alt-preview = Imágenes a medio dibujar de «{ $prompt }».
alt-report = Un gráfico de las cuadrículas de cada día, del { $first } al { $last }; { $grids } en total.

## Pictures

picked = Imagen { $tile } de «{ $prompt }»; solo tú la ves.
posted = «{ $prompt }», hecho por { $maker }, publicado por { $name }
posted-own = «{ $prompt }», hecho por { $maker }

## What members asked

cancelled-yours = { $job } está cancelado: { $used }.
cancelled-theirs = { $job } de { $name } está cancelado.
at-once-now = { $count } de { $most } sin terminar a la vez
scope-member = Para ti
scope-name = Para { $name }
scope-channel = En este canal
scope-community = En esta comunidad
scope-bot = Para todos
scope-line = { $scope }: { $used }
privacy-show = Se guarda de ti: tus textos, semillas e imágenes (como números que las dibujan de nuevo), tu identificador y tu nombre, y cuántas cuadrículas pediste. Exportar te lo da todo; { COMMAND("privacy") } delete lo borra.
privacy-exported = Todo lo que se guarda de ti.
privacy-exported-part = Todo lo que se guarda de ti, parte { $page } de { $pages }: es demasiado para un solo mensaje.
privacy-sure = Esto borra tus textos e imágenes para siempre, retira sus mensajes y cancela lo que no está terminado. Cuántas cuadrículas pediste se sigue contando, sin tu nombre; lo que decidió la moderación se queda. ¿Seguro?
privacy-forgotten = { $count ->
    [one] Hecho: se borró 1 cuadrícula con todo lo que se guardaba de ella.
   *[other] Hecho: se borraron { $count } cuadrículas con todo lo que se guardaba de ellas.
}

## What was not possible

refused = Eso no es posible ahora.
went-wrong = Algo salió mal aquí; no fue culpa tuya. Inténtalo de nuevo en un momento. Referencia: { $reference }
did-you-mean = ¿Querías decir { $closest }?
unknown-command = No existe { COMMAND($command) }; { COMMAND("help") } muestra lo que hay.
unknown-option = No existe la opción --{ $option }; hay { $options }.
option-twice = --{ $option } está dos veces; basta una.
option-empty = A --{ $option } le falta un valor, como en --{ $option } { $example }.
wrong-seed = Una semilla es un número entero de 0 a { NUMBER($most, useGrouping: 0) }, no { $value }.
empty-prompt = Escribe qué dibujar, por ejemplo: { COMMAND("imagine") } a cat in a rocket
long-prompt = Son { $count } caracteres; hasta { $most } está bien. Acórtalo y pide de nuevo.
long-no = Lo que hay que evitar tiene { $count } caracteres; hasta { $most } está bien.
long-argument = «{ $option }» tiene { $count } caracteres; puede tener hasta { $most }.
blocked = La regla «{ $name }» de esta comunidad no lo permite. Otras palabras son bienvenidas.
channel-off = En este canal no hay imágenes; en #{ $channel } sí.
channel-off-all = En este canal no hay imágenes; prueba en otro o pregunta a la moderación.
timed-out = La moderación te dio una pausa hasta las { $time }; después eres bienvenido de nuevo.
stopping = El bot se está reiniciando; pide de nuevo en un minuto.
line-full = La cola está llena; pide de nuevo en { $span }. No gastó nada.
at-once = Tienes { $used } de { $limit } sin terminar; se libera un puesto en unos { $span }. No gastó nada.
at-once-no-money = Tienes { $used } de { $limit } sin terminar y el presupuesto de hoy se ha agotado; sigue a las { $time }. No gastó nada.
member-per-day = { $used } de { $limit } cuadrículas usadas, más a las { $time }.
member-per-day-none = Aquí no puedes pedir imágenes: tu límite es 0. La moderación puede cambiarlo.
give-more = Moderas y puedes cambiarlo: { COMMAND("grant") } @nombre 3 para hoy, { COMMAND("settings") } member-per-day 20 para cada día.
channel-per-day = Este canal ha tenido { $used } de { $limit } hoy; sigue a las { $time }, o ahora en otro canal.
channel-per-day-none = En este canal no se dibuja; quizá otro esté abierto.
community-per-day = Esta comunidad ha tenido { $used } de { $limit } hoy; sigue a las { $time }.
community-per-day-none = En esta comunidad no se dibuja; la moderación puede cambiarlo.
bot-per-day = El bot ha dibujado { $used } de { $limit } hoy; sigue a las { $time }.
bot-per-day-none = El bot no dibuja en este momento; quien lo mantiene puede cambiarlo.
offer-relaxed = Si puedes esperar, se dibuja cuando el equipo esté libre, sin gastar nada.
old-offer = Esa oferta ya no está; pide de nuevo con { COMMAND("imagine") }.
old-button = Ese botón ya no funciona; escribe el comando ({ COMMAND("help") } los muestra).
no-such-user = Aquí no hay nadie llamado { $name }.
no-such-channel = No existe el canal #{ $name }.
no-such-job = No hay ningún { $job } aquí.
no-such-tile = No hay imagen { $tile }; elige una del 1 al 9.
posted-already = La imagen { $tile } de { $job } ya está publicada, o lo estará en un momento.
not-drawn-yet = { $job } aún no está dibujado.
nothing-to-cancel = No tienes nada en la cola.
too-late-to-cancel = { $job } ya está terminado.
not-yours-cancel = Solo quien lo pidió o la moderación puede cancelar.
not-yours-delete = Solo quien lo pidió o la moderación puede borrar.
moderators-only = Eso solo lo puede hacer la moderación.

## How to write it

how-id = Escríbelo así: { COMMAND($command) } k7f3q
how-again = Escríbelo así: { COMMAND("again") } k7f3q para una cuadrícula, o { COMMAND("again") } k7f3q-5 para una imagen de ella.
how-pick = Escríbelo así: { COMMAND("pick") } k7f3q 5
how-post = Escríbelo así: { COMMAND("post") } k7f3q 5
how-privacy = Escríbelo así: { COMMAND("privacy") }, { COMMAND("privacy") } export o { COMMAND("privacy") } delete
how-settings = Escríbelo así: { COMMAND("settings") }, o { COMMAND("settings") } member-per-day 10
how-audit = Escríbelo así: { COMMAND("audit") }, o { COMMAND("audit") } 2 para la segunda página
how-block = Escríbelo así: { COMMAND("block list") }, { COMMAND("block test") } PALABRAS, { COMMAND("block add") } NOMBRE: palabras, y frases, o { COMMAND("block remove") } NOMBRE
how-channel = Escríbelo así: { COMMAND("channel") } off #nombre, o { COMMAND("channel") } on
how-timeout = Escríbelo así: { COMMAND("timeout") } @nombre MINUTOS
how-lift = Escríbelo así: { COMMAND("lift") } @nombre
how-grant = Escríbelo así: { COMMAND("grant") } @nombre CUADRÍCULAS
how-why = Escríbelo así: { COMMAND("why") } @nombre, o { COMMAND("why") } @nombre #canal
how-cancel-all = Escríbelo así: { COMMAND("cancel-all") } @nombre
how-report = Escríbelo así: { COMMAND("report") } 7d, hasta 366 días

## Help

help =
    { COMMAND("imagine") } PALABRAS dibuja nueve imágenes. Luego pulsa un número para ver una de ellas y publica la que te guste.
    { COMMAND("quota") }: lo que te queda. { COMMAND("cancel") }: parar lo último tuyo. { COMMAND("again") } ID: ver uno antiguo. { COMMAND("privacy") }: lo que se guarda de ti.
help-moderators = Para la moderación: { $commands }
help-topics = { COMMAND("help") } TEMA cuenta más: { $topics }
no-such-topic = No hay ayuda sobre { $topic }.
help-imagine =
    { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
    Las mismas palabras y semilla dan las mismas imágenes. --no es lo que hay que evitar. --spoiler oculta las imágenes hasta que alguien pulse.
help-quota = { COMMAND("quota") } muestra cuántas cuadrículas te quedan hoy y cuándo hay más. Lo que se cancela o falla no gasta nada.
help-pick = { COMMAND("pick") } k7f3q 5 te muestra la imagen 5 solo a ti; { COMMAND("post") } k7f3q 5 la muestra a todos aquí.
help-again = { COMMAND("again") } k7f3q muestra una cuadrícula antigua, { COMMAND("again") } k7f3q-5 una imagen de ella, tal como eran.
help-cancel = { COMMAND("cancel") } para lo último que pediste, { COMMAND("cancel") } k7f3q eso mismo. Entonces no gasta nada.
help-redo = { COMMAND("redo") } k7f3q dibuja las mismas palabras con otra semilla; { COMMAND("retry") } k7f3q intenta de nuevo lo que falló.
help-delete = { COMMAND("delete") } k7f3q retira tus imágenes para todos.
help-privacy = { COMMAND("privacy") } dice qué se guarda de ti, { COMMAND("privacy") } export te lo da, { COMMAND("privacy") } delete lo borra.
help-settings = { COMMAND("settings") } muestra lo que se puede ajustar aquí; { COMMAND("settings") } member-per-day 10 lo cambia, y { COMMAND("settings") } member-per-day none quita el límite.
help-undo = { COMMAND("undo") } deshace el último cambio; otra vez, y deshace el anterior.
help-audit = { COMMAND("audit") } muestra quién cambió qué y cuándo; { COMMAND("audit") } 2 es la segunda página.
help-block = { COMMAND("block test") } PALABRAS muestra qué habrían detectado en los últimos siete días; { COMMAND("block add") } NOMBRE: palabras, y frases las guarda. Los miembros ven el nombre, nunca las palabras. { COMMAND("block remove") } NOMBRE, { COMMAND("block list") }.
help-channel = { COMMAND("channel") } off apaga las imágenes aquí, { COMMAND("channel") } off #nombre allí; { COMMAND("channel") } on #nombre las enciende.
help-timeout = { COMMAND("timeout") } @nombre 30: sin pedir durante 30 minutos; lo que espera se cancela. { COMMAND("lift") } @nombre lo termina.
help-grant = { COMMAND("grant") } @nombre 5: cinco cuadrículas más, hoy.
help-why = { COMMAND("why") } @nombre #canal muestra toda la cuenta: lo usado, lo que queda y por qué regla.
help-line = { COMMAND("line") } muestra quién dibuja y quién espera; { COMMAND("cancel-all") } @nombre cancela todo lo de alguien.
help-report = { COMMAND("report") } 7d: cuadrículas, personas, rechazos, esperas y costes de los últimos siete días, como imagen y como CSV.

## Moderators

settings-title = Ajustes de esta comunidad:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Canales sin imágenes: { $channels }
settings-rules = Reglas de palabras: { $rules }
settings-how = { COMMAND("settings") } NOMBRE VALOR cambia uno; { COMMAND("undo") } lo deshace; { COMMAND("audit") } muestra quién hizo qué.
none = ninguno
no-limit = sin límite
meaning-member-per-day = cuadrículas al día por miembro
meaning-role-per-day = cuadrículas al día para miembros con un rol
meaning-channel-per-day = cuadrículas al día en cada canal
meaning-community-per-day = cuadrículas al día en esta comunidad
meaning-drawing = cuadrículas sin terminar de un miembro, junto con waiting
meaning-waiting = cuadrículas sin terminar de un miembro, junto con drawing
meaning-role-weight = lo rápido que avanza un rol en la cola; 1 es lo normal
meaning-reset = cuándo empieza el día
meaning-timezone = dónde vale esa hora
meaning-relaxed = tras las cuadrículas del día, pedir lo que dibuja un equipo libre
meaning-longest-prompt = caracteres de un texto
meaning-log-channel = el canal donde se cuentan los cambios
meaning-retention-days = días que se guardan textos e imágenes
changed = Guardado; vale desde ahora.
undone = Deshecho.
unchanged = Ya es así; no se cambió nada.
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = levantado
nothing-to-undo = No hay nada que deshacer.
changed-since = Ese cambio ya no está en vigor, o después se cambió otra cosa; por eso no se deshizo nada. { COMMAND("undo") } deshace lo último que se cambió.
audit-title = Quién cambió qué, página { $page } de { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-empty = Nadie ha cambiado nada todavía.
audit-no-page = { $count ->
    [one] Hay 1 página.
   *[other] Hay { $count } páginas.
}
unknown-setting = No existe el ajuste { $key }; hay: { $known }.
wrong-setting = { $key } no puede ser { $value }; no se guardó nada.
wrong-setting-number = { $key } es un número entero de { $low } a { $high }, no { $value }; no se guardó nada.
wrong-setting-time = { $key } es una hora como 06:00, no { $value }; no se guardó nada.
wrong-setting-zone = { $key } es una zona horaria como Europe/Madrid, no { $value }; no se guardó nada.
wrong-setting-switch = { $key } es on u off, no { $value }; no se guardó nada.
wrong-setting-text = { $key } tiene como mucho { $high } caracteres; no se guardó nada.
wrong-setting-numbers-of-roles = { $key } se escribe ROL=NÚMERO, con números de { $low } a { $high }, no { $value }; no se guardó nada.
wrong-setting-weights-of-roles = { $key } se escribe ROL=NÚMERO, con números de { $low } a { $high }, no { $value }; no se guardó nada.
block-empty = Aún no hay reglas. { COMMAND("block test") } PALABRAS muestra qué habrían detectado.
block-title = Reglas de palabras:
block-line = { $name }: { $words }
block-added = Guardado: la regla «{ $name }» detecta { $words }.
block-removed = Guardado: «{ $name }» ya no está.
block-words-removed = Guardado: la regla «{ $name }» ya no detecta { $words }.
block-test = { $count ->
    [one] «{ $words }» habría detectado 1 de { $total } textos de los últimos siete días:
   *[other] «{ $words }» habría detectado { $count } de { $total } textos de los últimos siete días:
}
block-too-many = Puede haber { $most } reglas; añade las palabras a una que ya exista.
no-such-rule = No hay regla «{ $name }»; { COMMAND("block list") } las muestra.
long-rule = La regla tendría { $count } caracteres; una regla tiene hasta { $most }.
long-rules = Todas las reglas juntas tendrían { $count } caracteres; tienen hasta { $most }. Quita antes palabras que ya no hagan falta.
empty-rule = Una regla necesita letras o cifras; los signos solos no detectan nada.
and-more = … y { $count } más
why-title = Lo que vale para { $name }:
why-role = {"  "}por el rol { $role }
why-granted = {"  "}{ $count } de ellas dadas solo para hoy
why-timed-out = En pausa hasta las { $time }
why-channel-off = El canal está apagado.
time-out = { $name } tiene pausa hasta las { $time }.
time-out-jobs = { $count ->
    [one] 1 en la cola se canceló y devolvió.
   *[other] { $count } en la cola se cancelaron y devolvieron.
}
time-out-none = { $name } no tiene pausa; no se cambió nada.
time-out-lifted = { $name } es bienvenido de nuevo.
wrong-minutes = Los minutos son un número entero de 0 a { $most }, no { $value }.
granted = { $count ->
    [one] { $name } tiene 1 cuadrícula más hoy.
   *[other] { $name } tiene { $count } cuadrículas más hoy.
}
wrong-grids = Las cuadrículas son un número entero de 1 a { $most }, no { $value }.
line-empty = No hay nadie en la cola.
line-title = { $count } en la cola:
line-line = { $job } { $name }: { $state } desde hace { $since } { $place }: { $prompt }
state-drawing = se dibuja
state-waiting = espera
in-channel = en #{ $channel }
cancelled-all = { $count } cancelados y devueltos.
wrong-days = Los días son un número entero de 1 a { $most }, no { $value }.

## Report

report-title = { $count ->
    [one] Hoy: { $grids } de { $people }.
   *[other] Los últimos { $count } días: { $grids } de { $people }.
}
count-grids = { $count ->
    [one] 1 cuadrícula
   *[other] { $count } cuadrículas
}
count-people = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
report-given-back = Devueltas: { $count }
report-waits = Esperas: { $p50 } la mitad, { $p95 } 95 de cada 100
report-costs = Equipo: { $seconds }; { $money }
report-refusals = Rechazado: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = demasiadas a la vez
rule-member-per-day = día agotado
rule-channel-per-day = día del canal agotado
rule-community-per-day = día de la comunidad agotado
rule-bot-per-day = día del bot agotado
rule-blocked = la regla «{ $name }»
rule-channel-off = canal desactivado
rule-timed-out = pausa
rule-line-full = la cola estaba llena
rule-stopping = el bot se reiniciaba
rule-age-restricted = restricción de edad
chart-title = Cuadrículas al día
chart-grids = cuadrículas
chart-people = personas
chart-refused = rechazadas
chart-wait = espera mediana
chart-money = coste
chart-device = tiempo de equipo

## Times

tomorrow = { $time } de mañana

## Como lo dice Discord: allí se elige lo que en otros sitios se escribe

age-restricted = Esto se dibujó en un canal con restricción de edad, así que solo se puede publicar en uno así.
