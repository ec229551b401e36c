### Lo que dice el bot en todas las plataformas.

## A job's message

title = «{ $prompt }» para { $name }
without = Evitando: { $no }
place = Puesto { $place } en la cola; { $ready }.
ready-in = listo en unos { $span }
ready-in-band = listo en unos { $span } (de { $soonest } a { $latest })
overtaken = Pasa antes alguien que ha tenido menos imágenes últimamente.
warming-up = El modelo aún se está preparando; las primeras imágenes tardan un poco más.
trying-again = El dibujo falló una vez y se está intentando de nuevo.
drawing = Dibujando: { $percent } %, faltan unos { $left }.
seed = semilla { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } de { $limit } usadas, se renuevan a las { $time }
used-unlimited = { $used } usadas, sin límite
left-of = quedan { $left } de { $limit } hasta las { $time }
charge-relaxed = sin prisa: no cuenta para tu cuota; se dibuja cuando el equipo está libre
relaxed-used = sin prisa: no contó para tu cuota
unread = { $count ->
    [one] leído hasta «…{ $end }»; se ignoró 1 palabra
   *[other] leído hasta «…{ $end }»; se ignoraron { $count } palabras
}
dropped = no se leyó: { $words }
unknown-words = { $model } no conoce { $words }; prueba con palabras más sencillas en inglés
known-by-kind = dibujado en su lugar: { $kinds }
kind = { $kind } por «{ $word }»
made-from = hecho a partir de { $parent }
made-into = a partir de esta se hizo: { $children }
quoted = «{ $text }»
cancelled = Cancelado. No cuenta para tu cuota.
cancelled-by-moderator = Cancelado por la moderación. No cuenta para tu cuota.
failed = No se pudo dibujar, ni siquiera al segundo intento. No cuenta para tu cuota. Referencia: { $reference }
waited-too-long = Esta petición esperó demasiado y se canceló. No cuenta para tu cuota.
line-full-waits = La cola está llena. Esta petición entrará en cuanto haya sitio.
no-money = El presupuesto de dibujo de hoy se ha agotado. Se seguirá a las { $time }, o antes si se amplía.
kept = El bot se está reiniciando. Esta petición conserva su puesto y seguirá sola.
back-again = El bot se ha reiniciado. Esta petición continúa ahora.
elsewhere = En la cola.
deleted = { $job } se ha borrado.
no-picture = { $job } no tiene imágenes. Dibújalo de nuevo con { COMMAND("imagine") }.
other-model = { $job } lo dibujó { $model }, que ahora no está cargado. Dibújalo de nuevo con { COMMAND("imagine") }.

## Buttons

cancel = Cancelar
cancel-job = Cancelar { $job }
redo = Repetir
retry = Reintentar
delete = Borrar
post = Publicar aquí
relaxed = Esperar un equipo libre
undo = Deshacer
older = Anteriores
privacy-export = Exportar
privacy-next = Siguiente parte
privacy-forget = Borrar todo

## Alt texts

alt-grid = Una cuadrícula de { $count } imágenes de «{ $prompt }», numeradas fila por fila; semilla { NUMBER($seed, useGrouping: 0) }.
alt-tile = Imagen { $tile } de { $count } de «{ $prompt }»; semilla { NUMBER($seed, useGrouping: 0) }.
alt-preview = Imágenes a medio dibujar de «{ $prompt }».
alt-report = Un gráfico de las cuadrículas por día, del { $first } al { $last }; { $grids } en total.

## Pictures

picked = Imagen { $tile } de «{ $prompt }». Solo tú la ves.
posted = «{ $prompt }» de { $maker }, publicada por { $name }
posted-own = «{ $prompt }» de { $maker }

## What members asked

cancelled-yours = { $job } se ha cancelado: { $used }.
cancelled-theirs = { $job } de { $name } se ha cancelado.
at-once-now = { $count } de { $most } peticiones sin terminar
scope-member = Para ti
scope-name = Para { $name }
scope-channel = En este canal
scope-community = En esta comunidad
scope-bot = Para todos
scope-line = { $scope }: { $used }
privacy-show = El bot guarda tus prompts, textos, favoritas, votos, semillas e imágenes (como números con los que se vuelven a dibujar), tu id y tu nombre, dónde has publicado imágenes, cuántas cuadrículas has pedido y, durante nueve días, qué peticiones rechazó una cuota. «{ privacy-export }» te lo da todo; { COMMAND("privacy", what: "delete") } lo borra.
privacy-exported = Todos los datos que se guardan de ti.
privacy-exported-part = Todos los datos que se guardan de ti, parte { $page } de { $pages }; no caben en un mensaje.
privacy-sure = Esto borra para siempre tus prompts e imágenes, retira sus mensajes y cancela tus peticiones sin terminar. El número de tus cuadrículas sigue contando, sin tu nombre, y las decisiones de la moderación se conservan. ¿Borrarlo todo?
privacy-forgotten = { $count ->
    [one] Hecho. Se ha borrado 1 cuadrícula con todos sus datos.
   *[other] Hecho. Se han borrado { $count } cuadrículas con todos sus datos.
}

## What was not possible

refused = Ahora mismo no es posible. Inténtalo más tarde.
went-wrong = Algo ha fallado; no ha sido culpa tuya. Inténtalo de nuevo en un momento. Referencia: { $reference }
did-you-mean = ¿Querías decir { $closest }?
unknown-command = No existe el comando { COMMAND($command) }. { COMMAND("help") } muestra todos los comandos.
unknown-option = No existe la opción --{ $option }. Las opciones son { $options }.
option-twice = --{ $option } aparece dos veces. Ponla una sola vez.
option-empty = --{ $option } necesita un valor, por ejemplo --{ $option } { $example }.
wrong-seed = Una semilla es un número entero de 0 a { NUMBER($most, useGrouping: 0) }, no { $value }.
empty-prompt = Escribe qué dibujar, por ejemplo: { COMMAND("imagine") } a cat in a rocket
unreadable-prompt = No se puede leer nada de este prompt. Describe la imagen con palabras en inglés, por ejemplo «a red fox in the snow».
unreadable-no = No se puede leer nada de lo que hay que evitar. Escribe palabras en inglés, por ejemplo «dogs».
long-prompt = Tu prompt tiene { $count } caracteres; el límite es { $most }. Acórtalo e inténtalo de nuevo.
long-no = Lo que hay que evitar tiene { $count } caracteres; el límite es { $most }. Acórtalo e inténtalo de nuevo.
long-argument = «{ $option }» tiene { $count } caracteres; el límite es { $most }. Acórtalo e inténtalo de nuevo.
blocked = Este prompt incumple la regla «{ $name }» de esta comunidad. Prueba con otras palabras.
channel-off = El dibujo está desactivado en este canal. Prueba en #{ $channel }.
channel-off-all = El dibujo está desactivado en este canal. Prueba en otro o pregunta a la moderación.
timed-out = Tienes un aislamiento temporal hasta las { $time }. Después podrás volver a dibujar.
stopping = El bot se está reiniciando. Inténtalo de nuevo en un minuto.
line-full = La cola está llena. Inténtalo de nuevo en { $span }. No cuenta para tu cuota.
at-once = Tienes { $used } de { $limit } peticiones sin terminar. Inténtalo de nuevo en unos { $span }. No cuenta para tu cuota.
at-once-no-money = Tienes { $used } de { $limit } peticiones sin terminar y el presupuesto de dibujo de hoy se ha agotado. Se seguirá a las { $time }. No cuenta para tu cuota.
member-per-day = Has usado { $used } de { $limit } cuadrículas. Tu cuota se renueva a las { $time }.
member-per-day-none = No puedes dibujar aquí porque tu cuota es 0. La moderación puede ampliarla.
give-more = { PLATFORM() ->
    [discord] Como moderador puedes ampliarla: { COMMAND("grant") } para hoy, { COMMAND("set") } para todos los días.
   *[other] Como moderador puedes ampliarla: { COMMAND("grant") } @nombre 3 para hoy, { COMMAND("settings") } member-per-day 20 para todos los días.
}
channel-per-day = Este canal ha usado { $used } de { $limit } cuadrículas. Su cuota se renueva a las { $time }; mientras tanto, dibuja en otro canal.
channel-per-day-none = Este canal tiene una cuota de 0. Prueba en otro.
community-per-day = Esta comunidad ha usado { $used } de { $limit } cuadrículas. Su cuota se renueva a las { $time }.
community-per-day-none = Esta comunidad tiene una cuota de 0. La moderación puede ampliarla.
bot-per-day = El bot ha dibujado { $used } de { $limit } cuadrículas. Su cuota se renueva a las { $time }.
bot-per-day-none = El bot tiene una cuota de 0. Quien lo administra puede ampliarla.
offer-relaxed = Si puedes esperar, lo dibuja un equipo libre sin gastar tu cuota.
old-offer = Esta oferta ha caducado. Envía la petición de nuevo con { COMMAND("imagine") }.
old-rehearsal = Esto ya se guardó o se canceló, o es demasiado antiguo. Da la orden de nuevo.
old-button = Este botón ya no funciona. Escribe el comando; { COMMAND("help") } muestra todos los comandos.
no-such-user = { PLATFORM() ->
    [slack] No sé quién es { $name }. Escribe @nombre y elige en la lista que muestra Slack.
   *[other] Aquí no hay ningún miembro { $name }. Comprueba el nombre.
}
no-such-channel = { PLATFORM() ->
    [slack] No conozco el canal { $name }. Escribe #nombre y elige en la lista que muestra Slack.
   *[other] No existe el canal #{ $name }. Comprueba el nombre.
}
no-such-role = No existe el rol { $name } aquí. No se ha guardado nada.
cannot-post = { PLATFORM() ->
    [discord] No puedo escribir en { $channel }. Permíteme ver ese canal y enviar mensajes en él, o elige otro. No se ha guardado nada.
    [slack] No puedo escribir en { $channel }. Invítame con /invite @Nonet o elige otro. No se ha guardado nada.
   *[other] No puedo escribir en { $channel }. Elige otro canal. No se ha guardado nada.
}
no-such-job = Aquí no existe la petición { $job }. Comprueba el id.
no-such-tile = No existe la imagen { $tile }. Elige una del 1 al 9.
posted-already = La imagen { $tile } de { $job } ya está publicada, o lo estará en un momento.
not-drawn-yet = { $job } aún no está terminada. Espera sus imágenes e inténtalo de nuevo.
nothing-to-cancel = No tienes peticiones sin terminar.
too-late-to-cancel = { $job } ya está terminada.
not-yours-cancel = Solo quien hizo esta petición o la moderación puede cancelarla.
not-yours-delete = Solo quien hizo esta petición o la moderación puede borrarla.
moderators-only = Esto solo pueden hacerlo los moderadores.
age-restricted = Esto se dibujó en un canal con restricción de edad. Solo se puede publicar en otro con la misma restricción.

## How to write it

how-id = Escríbelo así: { COMMAND($command) } k7f3q
how-again = Escríbelo así: { COMMAND("again", id: "k7f3q") } para una cuadrícula, { COMMAND("again", id: "k7f3q-5") } para una de sus imágenes.
how-pick = Escríbelo así: { COMMAND("pick") } k7f3q 5
how-post = Escríbelo así: { COMMAND("post") } k7f3q 5
how-privacy = Escríbelo así: { COMMAND("privacy") }, { COMMAND("privacy", what: "export") } o { COMMAND("privacy", what: "delete") }
how-settings = Escríbelo así: { COMMAND("settings") } o { COMMAND("settings") } member-per-day 10
how-audit = Escríbelo así: { COMMAND("audit") } o { COMMAND("audit", page: "2") } para la segunda página
how-block = { PLATFORM() ->
    [discord] Escribe las palabras de la regla, separadas por comas.
   *[other] Escríbelo así: { COMMAND("block list") }, { COMMAND("block test") } PALABRAS, { COMMAND("block add") } NOMBRE: palabras, y frases o { COMMAND("block remove") } NOMBRE
}
how-channel = Escríbelo así: { COMMAND("channel") } off #nombre o { COMMAND("channel") } on
how-timeout = Escríbelo así: { COMMAND("timeout") } @nombre MINUTOS
how-lift = Escríbelo así: { COMMAND("lift") } @nombre
how-grant = Escríbelo así: { COMMAND("grant") } @nombre CUADRÍCULAS
how-why = Escríbelo así: { COMMAND("why") } @nombre o { COMMAND("why") } @nombre #canal
how-cancel-all = Escríbelo así: { COMMAND("cancel-all") } @nombre
how-report = Escríbelo así: { COMMAND("report") } 7d, para un máximo de 366 días

## Help

help = { PLATFORM() ->
    [discord]
        { COMMAND("imagine") } dibuja nueve imágenes de lo que describas. Elige un número para ver una y publica la que te guste.
        { COMMAND("quota") } muestra cuántas cuadrículas te quedan, { COMMAND("cancel") } cancela tu última petición, { COMMAND("again") } muestra una cuadrícula antigua, { COMMAND("privacy") } muestra qué se guarda de ti.
   *[other]
        { COMMAND("imagine") } PALABRAS dibuja nueve imágenes de lo que describas. Elige un número para ver una y publica la que te guste.
        { COMMAND("quota") } muestra cuántas cuadrículas te quedan, { COMMAND("cancel") } cancela tu última petición, { COMMAND("again") } ID muestra una cuadrícula antigua, { COMMAND("privacy") } muestra qué se guarda de ti.
}
help-moderators = Para la moderación: { $commands }
help-topics = { PLATFORM() ->
    [discord] { COMMAND("help") } con un tema explica más: { $topics }
   *[other] { COMMAND("help") } TEMA explica más: { $topics }
}
no-such-topic = No hay ayuda sobre { $topic }.
help-imagine = { PLATFORM() ->
    [discord]
        { COMMAND("imagine", prompt: "a cat in a rocket", seed: "5", no: "dogs", spoiler: "True") }
        El mismo prompt y la misma semilla dan las mismas imágenes. «sin» es lo que hay que evitar. «spoiler» oculta las imágenes hasta que alguien las pulse.
        Aplicaciones → Imagina esto, en un mensaje, dibuja lo que dice.
   *[other]
        { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
        El mismo prompt y la misma semilla dan las mismas imágenes. --no es lo que hay que evitar. --spoiler oculta las imágenes hasta que alguien las pulse.
}
help-quota = { COMMAND("quota") } muestra cuántas cuadrículas te quedan y cuándo se renueva tu cuota. Las peticiones canceladas y fallidas no cuentan.
help-pick = { PLATFORM() ->
    [discord] Elige un número bajo las imágenes para ver esa solo tú. El botón «{ post }» la muestra a todo el canal. «{ nine }» muestra cada una a tamaño completo.
   *[other] { COMMAND("pick") } k7f3q 5 te muestra la imagen 5 solo a ti. { COMMAND("post") } k7f3q 5 la muestra a todo el canal. { COMMAND("nine", job: "k7f3q") } muestra cada una a tamaño completo.
}
help-again = { COMMAND("again", id: "k7f3q") } muestra una cuadrícula antigua, { COMMAND("again", id: "k7f3q-5") } una de sus imágenes, tal como eran.
help-cancel = { COMMAND("cancel") } cancela tu última petición, { COMMAND("cancel", job: "k7f3q") } la petición k7f3q. No cuenta para tu cuota.
help-redo = { PLATFORM() ->
    [discord] El botón «{ redo }» dibuja el mismo prompt con otra semilla. «{ retry }» reintenta una petición fallida.
   *[other] { COMMAND("redo") } k7f3q dibuja el mismo prompt con otra semilla. { COMMAND("retry") } k7f3q reintenta una petición fallida.
}
help-delete = { PLATFORM() ->
    [discord] El botón «{ delete }» borra tus imágenes para todos.
   *[other] { COMMAND("delete") } k7f3q borra tus imágenes para todos.
}
help-privacy = { COMMAND("privacy") } muestra qué se guarda de ti, { COMMAND("privacy", what: "export") } te lo da, { COMMAND("privacy", what: "delete") } lo borra.
help-settings = { PLATFORM() ->
    [discord] { COMMAND("settings") } muestra todos los ajustes y permite cambiarlos. { COMMAND("set") } cambia un ajuste; sin valor, quita el límite. { COMMAND("role") } fija los límites de un rol.
   *[other] { COMMAND("settings") } muestra todos los ajustes. { COMMAND("settings") } member-per-day 10 cambia uno, { COMMAND("settings") } member-per-day none quita el límite.
}
help-undo = { COMMAND("undo") } deshace el último cambio de ajustes. Úsalo otra vez para deshacer el anterior.
help-audit = { COMMAND("audit") } muestra quién cambió qué y cuándo. { COMMAND("audit", page: "2") } muestra la segunda página.
help-block = { PLATFORM() ->
    [discord] { COMMAND("block test") } muestra qué prompts de los últimos siete días habría rechazado una regla. { COMMAND("block add") } guarda una regla, { COMMAND("block list") } las muestra todas, { COMMAND("block remove") } quita una. Los miembros ven el nombre de una regla, nunca sus palabras.
   *[other] { COMMAND("block test") } PALABRAS muestra qué prompts de los últimos siete días habría rechazado una regla. { COMMAND("block add") } NOMBRE: palabras, y frases guarda una regla, { COMMAND("block list") } las muestra todas, { COMMAND("block remove") } NOMBRE quita una. Los miembros ven el nombre de una regla, nunca sus palabras.
}
help-channel = { PLATFORM() ->
    [discord] { COMMAND("channel") } activa o desactiva el dibujo en un canal.
   *[other] { COMMAND("channel") } off desactiva el dibujo en este canal, { COMMAND("channel") } off #nombre en otro. { COMMAND("channel") } on #nombre lo vuelve a activar.
}
help-timeout = { PLATFORM() ->
    [discord] { COMMAND("timeout") } aísla temporalmente a un miembro: no puede hacer peticiones durante esos minutos y se cancelan las que tiene en la cola. minutes:0 quita el aislamiento.
   *[other] { COMMAND("timeout") } @nombre 30 aísla temporalmente a un miembro: no puede hacer peticiones durante 30 minutos y se cancelan las que tiene en la cola. { COMMAND("lift") } @nombre quita el aislamiento.
}
help-grant = { PLATFORM() ->
    [discord] { COMMAND("grant") } da más cuadrículas a un miembro, hoy.
   *[other] { COMMAND("grant") } @nombre 5 da cinco cuadrículas más a un miembro, hoy.
}
help-why = { PLATFORM() ->
    [discord] { COMMAND("why") } muestra cómo se calcula la cuota de un miembro, límite a límite.
   *[other] { COMMAND("why") } @nombre #canal muestra cómo se calcula la cuota de un miembro, límite a límite.
}
help-line = { PLATFORM() ->
    [discord] { COMMAND("line") } muestra la cola. { COMMAND("cancel-all") } cancela todas las peticiones de un miembro, { COMMAND("cancel", job: "k7f3q") } una sola.
   *[other] { COMMAND("line") } muestra la cola. { COMMAND("cancel-all") } @nombre cancela todas las peticiones de un miembro, { COMMAND("cancel") } k7f3q una sola.
}
help-report = { PLATFORM() ->
    [discord] { COMMAND("report", days: "7") } muestra cuadrículas, personas, rechazos, esperas y costes de los últimos siete días, en un gráfico y en CSV.
   *[other] { COMMAND("report") } 7d muestra cuadrículas, personas, rechazos, esperas y costes de los últimos siete días, en un gráfico y en CSV.
}

## Moderators

settings-title = Ajustes de esta comunidad:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Canales con el dibujo desactivado: { $channels }
settings-rules = Reglas sobre palabras: { $rules }
settings-how = { PLATFORM() ->
    [discord] Elige abajo qué cambiar. { COMMAND("undo") } deshace el último cambio, { COMMAND("audit") } muestra quién cambió qué.
   *[other] { COMMAND("settings") } CLAVE VALOR cambia un ajuste. { COMMAND("undo") } deshace el último cambio, { COMMAND("audit") } muestra quién cambió qué.
}
role-gone = { $key }: el rol { $role } ya no existe.
log-channel-closed = Los cambios no se anuncian: no puedo escribir en { $channel }. Elige otro log-channel.
none = ninguno
no-limit = sin límite
changed = Guardado. El cambio se aplica desde ahora.
undone = El cambio se ha deshecho.
unchanged = No se ha cambiado nada porque ya está así.
rehearsal = Aún no se ha guardado. Esto rechaza más que los ajustes actuales:
rehearsal-again = Entretanto se cambiaron ajustes:
rehearsal-refused = { $people ->
    [one] En los últimos siete días habría rechazado { $count } de { $total } peticiones, de 1 persona: { $names }
   *[other] En los últimos siete días habría rechazado { $count } de { $total } peticiones, de { $people } personas: { $names }
}
rehearsal-name = { $name } ({ $count })
rehearsal-deleted = borrado
rehearsal-before = Con los ajustes actuales habrían sido { $count }.
rehearsal-relaxed = { $count } de ellas habrían podido esperar un equipo libre.
rehearsal-prompts = Para ello se leyeron las palabras de las { $count } peticiones aceptadas más recientes; los prompts borrados o rechazados no se guardan.
rehearsal-loosens = A nadie se le rechaza más que antes.
rehearsal-nothing = De las { $total } peticiones de los últimos siete días no habría rechazado ninguna que aceptan los ajustes actuales.
rehearsal-cancelled = No se ha guardado nada.
save-rehearsed = Guardar
cancel-rehearsed = Cancelar
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = quitado
nothing-to-undo = No hay ningún cambio que deshacer.
changed-since = Este cambio ya no se aplica, o después se cambió otra cosa, así que no se ha deshecho nada. { COMMAND("undo") } deshace el último cambio.
audit-title = Quién cambió qué, página { $page } de { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-kind-settings = ajustes
audit-kind-channel = canal
audit-kind-block = reglas de palabras
audit-kind-undo = deshacer
audit-kind-grant = cuadrículas extra
audit-kind-time-out = suspensión
audit-kind-moderator = moderación
audit-kind-removed = eliminado de la comunidad
audit-kind-back = de vuelta en la comunidad
audit-kind-cancel = petición cancelada
audit-kind-remove = imagen retirada
audit-kind-remove-person = persona retirada
audit-kind-dismiss = aviso descartado
audit-key-rules = reglas
audit-key-channels-off = canales sin dibujo
audit-key-channels-on = canales con dibujo
audit-key-kept-until = se conserva hasta
audit-key-settings = ajustes
audit-as-before = como antes
audit-removed = quitado
audit-empty = Aún no se ha cambiado nada.
audit-no-page = { $count ->
    [one] Solo hay 1 página.
   *[other] Solo hay { $count } páginas.
}
unknown-setting = No existe el ajuste { $key }. Los ajustes son { $known }.
merged-setting = { $key } ya no es un ajuste. { $now } es el número de peticiones sin terminar que puede tener un miembro. No se ha guardado nada.
wrong-setting = { $key } no puede ser { $value }. No se ha guardado nada.
wrong-setting-number = { $key } es un número entero de { $low } a { $high }, no { $value }. No se ha guardado nada.
wrong-setting-time = { $key } es una hora como 06:00, no { $value }. No se ha guardado nada.
wrong-setting-zone = { $key } es una zona horaria como Europe/Berlin, no { $value }. No se ha guardado nada.
wrong-setting-switch = { $key } es on u off, no { $value }. No se ha guardado nada.
wrong-setting-channel = { $key } tiene como máximo { $high } caracteres. No se ha guardado nada.
wrong-setting-numbers-of-roles = { $key } se escribe ROL=NÚMERO, con números de { $low } a { $high }, no { $value }. No se ha guardado nada.
wrong-setting-weights-of-roles = { $key } se escribe ROL=NÚMERO, con números de { $low } a { $high }, no { $value }. No se ha guardado nada.
block-empty = { PLATFORM() ->
    [discord] Aún no hay reglas. { COMMAND("block test") } muestra qué habría rechazado una regla.
   *[other] Aún no hay reglas. { COMMAND("block test") } PALABRAS muestra qué habría rechazado una regla.
}
block-title = Reglas sobre palabras:
block-line = { $name }: { $words }
block-added = Guardado: la regla «{ $name }» rechaza { $words }.
block-also = También rechaza { $words }, porque los dígitos y los signos cuentan como letras.
block-removed = Guardado: se ha quitado la regla «{ $name }».
block-words-removed = Guardado: la regla «{ $name }» ya no rechaza { $words }.
block-test = { $count ->
    [one] «{ $words }» habría rechazado 1 de { $total } prompts de los últimos siete días:
   *[other] «{ $words }» habría rechazado { $count } de { $total } prompts de los últimos siete días:
}
block-test-newest = Hubo más prompts; se probaron los { $count } más recientes.
block-too-many = Puede haber como máximo { $most } reglas. Añade las palabras a una de ellas.
no-such-rule = No existe la regla «{ $name }». { COMMAND("block list") } muestra todas las reglas.
long-rule = La regla tendría { $count } caracteres; el límite es { $most }. Usa una segunda regla.
long-rules = Todas las reglas juntas tendrían { $count } caracteres; el límite es { $most }. Quita palabras que ya no hagan falta.
empty-rule = Una regla necesita letras o cifras; otros caracteres no coinciden con nada.
and-more = … y { $count } más
why-title = Límites de { $name }:
why-role = {"  "}por el rol { $role }
why-granted = {"  "}{ $count } de ellas se dieron para hoy
why-timed-out = Aislamiento temporal hasta las { $time }
why-channel-off = El dibujo está desactivado en este canal.
time-out = { $name } tiene un aislamiento temporal hasta las { $time }.
time-out-jobs = { $count ->
    [one] Se canceló y se reembolsó 1 petición en cola.
   *[other] Se cancelaron y se reembolsaron { $count } peticiones en cola.
}
time-out-none = { $name } no tiene ningún aislamiento; no se ha cambiado nada.
time-out-lifted = { $name } ya no tiene aislamiento.
wrong-minutes = Los minutos son un número entero de 0 a { $most }, no { $value }.
granted = { $count ->
    [one] { $name } tiene hoy 1 cuadrícula más.
   *[other] { $name } tiene hoy { $count } cuadrículas más.
}
wrong-grids = Las cuadrículas son un número entero de 1 a { $most }, no { $value }.
line-empty = La cola está vacía.
line-title = { $count } en la cola:
line-line = { $job } { $name }: { $state } desde hace { $since } { $place }: { $prompt }
state-drawing = dibujando
state-waiting = en espera
in-channel = en #{ $channel }
cancelled-all = { $count ->
    [one] Se canceló y se reembolsó 1 petición.
   *[other] Se cancelaron y se reembolsaron { $count } peticiones.
}
wrong-days = Los días son un número entero de 1 a { $most }, no { $value }.

## Report

report-title = { $count ->
    [one] Hoy: { $grids } de { $people }.
   *[other] Últimos { $count } días: { $grids } de { $people }.
}
count-grids = { $count ->
    [one] 1 cuadrícula
   *[other] { $count } cuadrículas
}
count-people = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
report-given-back = Reembolsadas: { $count }
report-waits = Esperas: la mitad hasta { $p50 }, 95 de 100 hasta { $p95 }
report-costs = Tiempo del equipo: { $seconds }; { $money }
report-refusals = Rechazadas: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = demasiadas peticiones sin terminar
rule-member-per-day = cuota del miembro agotada
rule-channel-per-day = cuota del canal agotada
rule-community-per-day = cuota de la comunidad agotada
rule-bot-per-day = cuota del bot agotada
rule-blocked = regla «{ $name }»
rule-channel-off = dibujo desactivado en el canal
rule-timed-out = aislamiento temporal
rule-line-full = cola llena
rule-stopping = reinicio del bot
rule-age-restricted = restricción de edad
chart-title = Cuadrículas por día
chart-grids = cuadrículas
chart-people = personas
chart-refused = rechazadas
chart-wait = espera mediana
chart-money = coste
chart-device = tiempo del equipo

## Times

tomorrow = { $time } de mañana

## What settings mean

meaning-member-per-day = cuadrículas al día para cada miembro
meaning-role-per-day = cuadrículas al día para miembros con un rol
meaning-channel-per-day = cuadrículas al día en cada canal
meaning-community-per-day = cuadrículas al día en esta comunidad
meaning-unfinished = peticiones sin terminar de un miembro
meaning-role-weight = lo rápido que avanza un rol en la cola; 1 es lo normal
meaning-reset = cuándo se renuevan las cuotas cada día
meaning-timezone = la zona horaria de { $reset }
meaning-relaxed = con la cuota agotada, ofrecer esperar un equipo libre
meaning-longest-prompt = caracteres de un prompt como máximo
meaning-log-channel = canal donde se anuncian los cambios
meaning-retention-days = días que se guardan los prompts y las imágenes
setting-member-per-day = Cuadrículas por miembro
setting-role-per-day = Cuadrículas por rol
setting-channel-per-day = Cuadrículas por canal
setting-community-per-day = Cuadrículas en total
setting-role-weight = Velocidad de los roles
setting-reset = Inicio del día
setting-timezone = Zona horaria
setting-relaxed = Equipo libre
setting-longest-prompt = Prompt más largo
setting-log-channel = Canal de registro
setting-retention-days = Días guardados
setting-channels-off = Canales desactivados
setting-channels-on = Canales activados
setting-rules = Palabras bloqueadas


## Memes: captions, variations, and files to keep

caption = Poner texto
edit-caption = Cambiar texto
vary-little = Variar un poco
vary-half = Variar la mitad
vary-most = Variar mucho
enlarge = Ampliar
edit = Editar
watch = Animación
nine = Las nueve
save = Guardar todo
captioned = Imagen { $tile } de «{ $prompt }» con tu texto. Solo tú la ves.
alt-is = Texto alternativo: { $alt }
alt-caption = Imagen { $tile } de «{ $prompt }» con el texto { $words }.
caption-empty = Escribe algo encima o debajo de la imagen.
caption-script = Ninguna fuente disponible tiene «{ $character }». Quítalo o pide al operador que instale las fuentes Noto.
no-such-caption = Ese texto ya no está disponible.
varied-from = variación de { $parent }
enlarged = Imagen { $tile } de «{ $prompt }», ampliada de { NUMBER($before, useGrouping: 0) } a { NUMBER($after, useGrouping: 0) } píxeles. Es más grande, no más nítida.
saved = Todas las imágenes de { $job } y cómo se dibujaron.
watched = Así aparecieron las imágenes de «{ $prompt }».
alt-animation = Las { $count } imágenes de «{ $prompt }» mientras aparecen.
how-caption = Escríbelo así: { COMMAND("caption") } k7f3q-5 texto arriba --bottom texto abajo
how-vary = Escríbelo así: { COMMAND("vary") } k7f3q-5 half
how-edit = Escríbelo así: { COMMAND("edit") } k7f3q las palabras nuevas
how-enlarge = Escríbelo así: { COMMAND("enlarge") } k7f3q-5
help-caption = { COMMAND("caption", job: "k7f3q", tile: "5") } pone texto en la imagen 5. Primero la ves solo tú y luego puedes publicarla.
help-vary = { COMMAND("vary", job: "k7f3q", tile: "5") } dibuja nueve imágenes que empiezan como la imagen 5. Cuenta como una cuadrícula.
help-edit = { COMMAND("edit", job: "k7f3q") } dibuja otras palabras con la misma semilla. Cuenta como una cuadrícula.
help-enlarge = { COMMAND("enlarge", job: "k7f3q", tile: "5") } muestra la imagen 5 en 1024 píxeles.
help-save = { COMMAND("save", job: "k7f3q") } te da las nueve imágenes en un archivo zip.
help-watch = { COMMAND("watch", job: "k7f3q") } muestra cómo aparecieron las nueve imágenes.

## Mashes: two prompts in one grid

edit-mash = Editar mezcla
mash-dial = Mezcla: al { NUMBER($percent, maximumFractionDigits: 1) } % del camino de lo primero a lo segundo
mash-walk = Mezcla: paso a paso de lo primero a lo segundo
mash-same = Los dos prompts son iguales. Escribe dos cosas distintas, por ejemplo: { COMMAND("mash") } a cat + a teapot
wrong-dial = La proporción es un número de 0 (solo lo primero) a { $most } (solo lo segundo), no «{ $value }».
how-mash = { PLATFORM() ->
    [discord] Escribe los dos prompts, por ejemplo a cat y a teapot.
   *[other] Escribe dos prompts con + entre ellos, por ejemplo: { COMMAND("mash") } a cat + a teapot
}
help-mash = { PLATFORM() ->
    [discord] { COMMAND("mash", a: "a cat", b: "a teapot") } dibuja nueve imágenes de ambas cosas. «proporción» va de 0 (solo lo primero) a 100 (solo lo segundo). Con «camino», las nueve van de lo primero a lo segundo. Cuenta como una cuadrícula.
   *[other] { COMMAND("mash") } a cat + a teapot dibuja nueve imágenes de ambas cosas. --dial va de 0 (solo lo primero) a 100 (solo lo segundo). Con --walk, las nueve van de lo primero a lo segundo. Cuenta como una cuadrícula.
}

## Galería

newer = Más recientes
favourite = ☆ Favorita
unfavourite = ★ Favorita
favoured = Marcada con una estrella. { COMMAND("gallery favourites") } las muestra todas.
unfavoured = Se quitó la estrella.
caption-of = Imagen { $tile } de «{ $prompt }», con un texto de { $name }. Solo tú ves esto.
gallery-mine = Tus imágenes
gallery-favourites = Tus favoritas
gallery-here = Dibujado en este canal
gallery-search = Encontrado para «{ $words }»
gallery-mine-none = Aquí no hay nada todavía. { COMMAND("imagine") } dibuja nueve imágenes.
gallery-favourites-none = Aquí no hay nada todavía. Elige una imagen y pulsa «{ favourite }».
gallery-here-none = Aquí no se ha dibujado todavía nada que puedas ver.
gallery-search-none = Nada de lo que puedes ver contiene todas estas palabras.
alt-gallery = Imágenes pequeñas: { $works }
how-gallery = Escríbelo así: { PLATFORM() ->
    [discord] { COMMAND("gallery search", words: "un gato") }
   *[other] { COMMAND("gallery mine") }, { COMMAND("gallery favourites") }, { COMMAND("gallery here") } o { COMMAND("gallery search") } PALABRAS
}
how-favourite = Escríbelo así: { COMMAND("favourite") } k7f3q 5 o { COMMAND("favourite") } k7f3q 5 off
help-gallery = { PLATFORM() ->
    [discord] { COMMAND("gallery mine") } muestra tus cuadrículas y las imágenes que publicaste, marcaste o en las que escribiste; { COMMAND("gallery favourites") }, las que tienen estrella; { COMMAND("gallery here") }, lo que se dibujó en este canal. { COMMAND("gallery search") } encuentra prompts y textos que contienen todas tus palabras. Solo tú ves las páginas.
   *[other] { COMMAND("gallery mine") } muestra tus cuadrículas y las imágenes que publicaste, marcaste o en las que escribiste; { COMMAND("gallery favourites") }, las que tienen estrella; { COMMAND("gallery here") }, lo que se dibujó en este canal. { COMMAND("gallery search") } PALABRAS encuentra prompts y textos que contienen todas estas palabras. { COMMAND("favourite") } k7f3q 5 marca la imagen 5 con una estrella. Solo tú ves las páginas.
}
## Memes: compartir en otros canales y retirar

share = Compartir
withdraw = Retirar
show-grid = Ver cuadrícula
shared = «{ $prompt }», de { $maker }, compartida por { $name }
shared-own = «{ $prompt }», hecha y compartida por { $name }
share-done = La imagen { $tile } de { $job } está compartida en #{ $channel }.
share-done-there = La imagen { $tile } de { $job } está compartida en ese canal.
share-nowhere = Aquí no hay ningún canal en el que puedas escribir y yo pueda publicar imágenes.
share-not-there = No puedes compartir en ese canal. Elige uno en el que puedas escribir.
share-lacking = No puedo publicar imágenes en #{ $channel }, porque allí necesito estos permisos: { $missing }. Pregunta a la moderación o elige otro canal.
share-channel-off = La moderación ha desactivado las imágenes en ese canal. Elige otro.
share-captions-off = La moderación ha desactivado los textos en ese canal. Elige otro.
share-archived = Ese canal está archivado. Elige otro.
share-refused = No he podido publicarla allí, porque el canal ya no existe o está cerrado para mí. Elige otro.
share-unsure = No he recibido respuesta: la imagen de { $job } puede estar publicada allí o no. Míralo antes de compartirla otra vez.
withdrawn = { $count ->
    [0] No hay nada más publicado de { $job }.
    [one] Se ha retirado 1 publicación de { $job }.
   *[other] Se han retirado { $count } publicaciones de { $job }.
}
still-visible = Aún no eliminada, así que todavía se ve en { $channels }. Lo intento durante treinta días; la moderación puede borrarla allí en el acto.
not-shared = No hay nada publicado de { $job } que puedas retirar. Si la cuadrícula ha caducado, un moderador puede borrar el mensaje.
not-yours-withdraw = No puedes retirar esto. O ya está retirado, o no lo hiciste ni lo publicaste, o la cuadrícula ha caducado; en ese caso, un moderador puede borrar el mensaje.
captions-off = La moderación ha desactivado aquí los textos en imágenes.
sharing-off = La moderación ha desactivado aquí publicar y compartir.
mash-off = La moderación ha desactivado aquí las mezclas.
hall-off = La moderación ha desactivado aquí el salón de la fama.
how-share = Escríbelo así: { COMMAND("share") } k7f3q-5 #memes
help-share = { PLATFORM() ->
    [discord] Elige un número bajo las imágenes y luego «{ share }» para publicar esa imagen en otro canal en el que puedas escribir.
   *[other] { COMMAND("share") } k7f3q-5 #memes publica la imagen 5 en #memes, si puedes escribir allí.
}
help-withdraw = { COMMAND("withdraw", job: "k7f3q") } elimina todas las imágenes publicadas de tu cuadrícula, o las que publicaste de otra persona.
meaning-captions = textos en imágenes: on, off u off #CANAL
meaning-sharing = publicar y compartir imágenes: on, off u off #CANAL
meaning-mash = mezclas: on, off u off #CANAL
meaning-hall = salón de la fama: on, off u off #CANAL
setting-captions = Textos en imágenes
setting-sharing = Publicar y compartir
setting-mash = Mezclas
setting-hall = Salón de la fama
wrong-setting-feature = { $key } es on, off u off con nombres de canales, no { $value }. No se ha guardado nada.
audit-kind-withdraw = publicación retirada
rule-captions-off = textos desactivados
rule-sharing-off = compartir desactivado
rule-mash-off = mezclas desactivadas
rule-hall-off = salón de la fama desactivado
rule-share-channel-off = compartir desactivado en el canal
rule-share-captions-off = textos desactivados en el canal
rule-share-nowhere = ningún canal para compartir

## Salón de la fama

vote = ▲ Votar{ $count ->
    [0] {""}
   *[other] {" "}({ $count })
}
unvote = ▲ Retirar mi voto
voted = Has votado por { $picture }. { $count ->
    [one] Tiene 1 voto.
   *[other] Tiene { $count } votos.
}
unvoted = Ya no votas por { $picture }. { $count ->
    [0] No tiene votos.
    [one] Tiene 1 voto.
   *[other] Tiene { $count } votos.
}
vote-own = Esta imagen es tuya. Solo cuentan los votos de otras personas.
hall-unset = Aquí no hay salón de la fama. La moderación puede elegir un canal para él.
hall-withdrawn = Esta imagen se retiró del salón de la fama, así que ya nadie puede votar por ella.
hall-post = ▲ «{ $prompt }» de { $maker }
hall-entered = Con eso entra en el salón de la fama.
hall-not-posted = { $picture } tiene votos suficientes para el salón de la fama, pero no he podido publicarla allí. Comprueba que el canal de { $key } existe y que puedo publicar imágenes en él; las imágenes de canales con restricción de edad necesitan uno que también la tenga. Lo intentaré de nuevo con el próximo voto.
hall-channel-closed = Nada entra en el salón de la fama: no puedo escribir en { $channel }. Elige otro hall-channel.
top-week = Más votos en 7 días
top-month = Más votos en 30 días
top-ever = Más votos de siempre
top-none = Nadie ha votado por una imagen que puedas ver. Elige una imagen y pulsa «▲».
how-vote = Escríbelo así: { COMMAND("vote") } k7f3q 5 o { COMMAND("vote") } k7f3q 5 off
how-top = { PLATFORM() ->
    [discord] Escribe { COMMAND("top") } y elige week, month o ever
   *[other] Escríbelo así: { COMMAND("top") } week, { COMMAND("top") } month o { COMMAND("top") } ever
}
help-top = { PLATFORM() ->
    [discord] Donde la moderación ha elegido un canal para el salón de la fama, pulsa ▲ debajo de una imagen elegida o publicada para votar por ella. Con votos suficientes de otras personas se publica allí. { COMMAND("top") } muestra las imágenes con más votos.
   *[other] Donde la moderación ha elegido un canal para el salón de la fama, pulsa ▲ debajo de una imagen elegida o publicada para votar por ella, o escribe { COMMAND("vote") } k7f3q 5. Con votos suficientes de otras personas se publica allí. { COMMAND("top") } week, month o ever muestra las imágenes con más votos.
}
meaning-hall-channel = canal del salón de la fama
meaning-hall-votes = votos que una imagen necesita para el salón de la fama
setting-hall-channel = Canal del salón de la fama
setting-hall-votes = Votos para el salón de la fama
rule-hall-unset = sin salón de la fama
rule-hall-withdrawn = retirada del salón de la fama

# --- reports to the moderators

report-picture = Denunciar
report-thanks = Gracias. La moderación lo revisará.
report-no-picture = Esta imagen no es mía.
report-no-channel = Tu denuncia no ha llegado a la moderación: aquí no hay canal para denuncias, o ahora no puedo publicar en él. Avisa a la moderación de { $job }.
report-dismissed = Se han descartado las denuncias de { $job }.
reported = { $reporter } denuncia { $job }: «{ $prompt }», pedido por { $asker }, en #{ $channel }
reported-post = { $reporter } denuncia una imagen publicada de { $job }: «{ $prompt }», publicada por { $asker }, en #{ $channel }
reported-show = Ver
reported-remove = Quitar
reported-remove-grid = Quitar cuadrícula
reported-dismiss = Descartar
reported-time-out = Aislar { $count } minutos
how-report-picture = Escríbelo así: { COMMAND("report-picture") } k7f3q-5
help-report-picture = { PLATFORM() ->
    [discord] Abre el menú de uno de mis mensajes y elige Aplicaciones → Denunciar imagen, o pulsa Denunciar bajo una imagen elegida. La moderación puede quitarla, descartar tu denuncia o aislar a quien la hizo o publicó.
   *[other] { COMMAND("report-picture", id: "k7f3q-5") } avisa a la moderación de una imagen. Puede quitarla, descartar tu denuncia o aislar a quien la hizo o publicó.
}
