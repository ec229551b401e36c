### Lo que dice la propia página en el navegador. La página pone sus valores en { $names }.

## The frame

web-description = Un chat que dibuja nueve imágenes a partir de una frase.
web-no-javascript = Esta página necesita JavaScript. La línea de comandos no: nonet imagine "a fox on the moon"
web-skip = Ir al cuadro de mensaje
web-channels = Canales
web-show-channels = Mostrar los canales
web-new-channel = Canal nuevo
web-new-channel-name = Nombre del canal nuevo
web-messages = Mensajes
web-commands = Comandos
web-topic-general = Escribe { COMMAND("imagine") } y lo que quieras ver, y elige la imagen que te guste.
web-topic-memes = Se admiten leyendas.
web-topic-moderators = Solo los moderadores ven este canal.
web-your-name = Tu nombre
web-change-name = Cambiar el nombre
web-moderator = Moderador
web-today = Hoy
web-yesterday = Ayer

## The message box

web-prompt = Mensaje, o un comando que empiece por una barra
web-placeholder = Mensaje para #{ $channel }, o { COMMAND("imagine") } algo
web-placeholder-short = { COMMAND("imagine") } algo
web-send = Enviar
web-draw = Dibujar
web-hint-commands = { $keys } comandos
web-hint-recall = { $keys } lo que escribiste antes
web-hint-line = { $keys } línea nueva
web-hint-message = Todo el canal verá este mensaje. { $keys } lo dibuja en su lugar.
web-hint-options = Opcional: { $options }

## Messages

web-earlier = Mensajes anteriores
web-new-messages = Mensajes nuevos
web-newer = Mensajes nuevos ↓
web-welcome = ¿Qué dibujamos primero?
web-welcome-channel = Aún no hay mensajes en #{ $channel }
web-welcome-how = Escribe { COMMAND("imagine") } y lo que quieras ver. Recibirás nueve imágenes; elige la que te guste.
web-examples = Ejemplos
web-only-you = Solo tú ves esto
web-bot = bot
web-pressed = pulsó «{ $button }»
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
web-someone-who-left = alguien que ya no está
web-draw-this = Dibujar esto
web-draw-this-message = Dibujar esto: { $text }
web-tiles = Nueve imágenes. Elige una por su número, del 1 al 9.
web-tiles-hint = Haz clic en una imagen para verla más grande, o pulsa su número, { $keys }.
web-pick = Imagen { $tile }
web-pick-picture = Elegir la imagen { $tile }
web-spoiler = Spoiler: mostrar
web-picture-gone = Esta imagen se ha eliminado.
web-other-model = Dibujada por otro modelo
web-a-favourite = favorita
web-dismiss = Ocultar
web-delete-sure = ¿Borrar esta cuadrícula para todos? No se puede deshacer.
web-keep = Conservar
web-save = Guardar
web-save-file = Guardar { $name }
web-ready = Nueve imágenes están listas.
web-ready-title = Tus imágenes están listas

## The picked picture

web-picture = Imagen { $tile }
web-for-you = Para ti
web-other-pictures = Las otras imágenes
web-close = Cerrar

## The connection

web-connection-lost = Se ha perdido la conexión.
web-trying-again = { $why } Reintentando…
web-connected-again = Conexión recuperada. Pulsa Intro para enviar tu mensaje.
web-not-sent = No se ha enviado. { $why } Tu texto sigue aquí.
web-server-answered = El servidor respondió con el error { $status }.
web-broken = Algo ha fallado en esta página. Vuelve a cargarla.

## What was not possible

web-reload = Esta página no está actualizada. Vuelve a cargarla.
web-no-such-channel = Este canal no existe. Elige otro.
web-no-such-person = Esta persona ya no existe. Vuelve a cargar la página.
web-no-such-picture = Esta imagen ya no existe.
web-picture-later = Esta imagen no se puede dibujar ahora. Vuelve a intentarlo en { $span }.
web-file-gone = Este archivo ya no está disponible. Ejecuta el comando otra vez.
web-too-fast = Envías demasiado rápido. Inténtalo de nuevo en { $span }; no se ha perdido nada.
web-too-many-new-people = Demasiada gente está abriendo esta página. Inténtalo de nuevo en un momento.
web-too-many-people = Se alcanzó el límite de { $most } personas. Un moderador puede quitar a quienes ya no vienen.
web-too-many-windows = Esta página está abierta en demasiadas ventanas. Cierra una y vuelve a cargar.
web-nothing-written = Escribe algo primero.
web-too-much-text = Es demasiado texto. Envía menos de una vez.
web-not-json = La petición no es un objeto JSON. Vuelve a cargar la página.
web-no-number = La dirección tiene un número incorrecto. Vuelve a cargar la página.
web-field-missing = En la petición falta «{ $field }». Vuelve a cargar la página.
web-field-unknown = La petición tiene un campo desconocido, «{ $field }». Vuelve a cargar la página.
web-field-wrong = La petición tiene un valor incorrecto en «{ $field }». Vuelve a cargar la página.
web-field-long = «{ $field }» es demasiado largo; el límite es { $most }.
web-name-empty = Escribe un nombre para que los demás sepan quién eres.
web-name-taken = El nombre { $name } ya está en uso. Elige otro.
web-channel-name = El nombre de un canal necesita letras o cifras, por ejemplo gatos-espaciales.
web-channel-taken = El canal #{ $name } ya existe. Elige otro nombre.
web-too-many-channels = Se alcanzó el límite de { $most } canales. Usa uno de ellos.
web-last-moderator = Tiene que haber un moderador. Nombra antes a otra persona.

## Moderation: the frame

web-moderation = Moderación
web-moderation-topic = Solo los moderadores ven esto
web-back = Volver al chat
web-tab-settings = Ajustes
web-tab-line = Cola
web-tab-people = Personas
web-tab-words = Palabras bloqueadas
web-tab-report = Informe
web-tab-audit = Registro

## Moderation: settings

web-limits = Límites y horarios
web-limits-lead = Los cambios se aplican desde la siguiente petición.
web-none = ninguno
web-no-limit = sin límite
web-on = sí
web-off = no
web-save-changes = Guardar los cambios
web-undo-change = Deshacer el último cambio
web-where = Dónde dibuja Nonet

## Moderation: the queue

web-queue = La cola
web-queue-empty = La cola está vacía. La siguiente petición se dibuja al momento.
web-who = Quién
web-what = Prompt
web-channel = Canal
web-since = Espera
web-drawing = dibujando
web-waiting = en espera
web-waiting-relaxed = a la espera de un equipo libre
web-cancel = Cancelar
web-cancel-job = Cancelar { $job } de { $name }

## Moderation: people

web-people = Personas
web-people-lead = «¿Por qué?» muestra cómo se calcula la cuota de una persona, límite a límite.
web-timed-out = aislamiento temporal hasta las { $time }
web-moderator-of = Moderador: { $name }
web-moderator-now = { $name } ahora es moderador.
web-moderator-no-longer = { $name } ya no es moderador.
web-remove = Quitar
web-remove-of = Quitar a { $name }
web-remove-sure = ¿Quitar a { $name } de esta página? Se cancelan sus peticiones; lo que escribió se queda.
web-removed = Se quitó a { $name }.
web-remove-yourself = No puedes quitarte a ti mismo. Pídeselo a otro moderador.
web-find-people = Buscar por nombre
web-nobody-found = Nadie tiene ese nombre.
web-grids = cuadrículas hoy
web-grids-of = Cuadrículas para { $name }
web-grant = Dar
web-grant-to = Dar más cuadrículas a { $name }
web-minutes = min
web-minutes-of = Minutos para { $name }
web-time-out = Aislar
web-time-out-of = Aislar temporalmente a { $name }
web-lift = Quitar el aislamiento
web-lift-of = Quitar el aislamiento de { $name }
web-why = ¿Por qué?
web-why-of = ¿Por qué? Cómo se calcula la cuota de { $name }
web-cancel-all = Cancelar todo
web-cancel-all-of = Cancelar todas las peticiones de { $name }

## Moderation: blocked words

web-rules = Reglas
web-rules-empty = No hay palabras bloqueadas.
web-rule-new = Regla nueva
web-rule-lead = Solo palabras completas, también disfrazadas: 4si, a s í o con letras parecidas.
web-rule-name = Nombre de la regla. Lo ve quien recibe un rechazo.
web-rule-name-example = Con respeto
web-rule-words = Palabras y frases, separadas por comas. Los miembros nunca las ven.
web-rule-words-example = una, dos palabras, una frase entera
web-rule-add = Añadir la regla
web-rule-test = Probarla con los últimos siete días
web-rule-remove = Quitar
web-rule-remove-name = Quitar { $name }

## Moderation: report and log

web-report = Informe
web-report-lead = Cuadrículas, personas, rechazos, esperas y costes: { $days }
web-report-days = Días
web-log = Quién cambió qué
web-log-empty = Aún no se ha cambiado nada.
web-log-newer = Más recientes
web-log-older = Más antiguos
web-form-close = Cancelar
