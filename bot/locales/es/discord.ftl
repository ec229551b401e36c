### What only Discord's users see.

discord-help =
    { COMMAND("imagine") } dibuja nueve imágenes de lo que escribes. Luego elige un número para ver una de ellas y publica la que te guste.
    { COMMAND("quota") }: lo que te queda. { COMMAND("cancel") }: parar lo último tuyo. { COMMAND("again") }: ver uno antiguo. { COMMAND("privacy") }: lo que se guarda de ti.
discord-help-topics = { COMMAND("help") } con un tema cuenta más: { $topics }
discord-help-imagine =
    { COMMAND("imagine") } prompt: a cat in a rocket, y si quieres, semilla: 5, sin: dogs, spoiler: True
    Las mismas palabras y semilla dan las mismas imágenes. Lo que pones en «sin» se evita. Un spoiler oculta las imágenes hasta que alguien pulse.
    Aplicaciones → Imagina esto, en un mensaje, dibuja sus palabras.
discord-help-pick = Elige un número bajo las imágenes para ver esa, solo tú; «Publicar aquí» la muestra a todos.
discord-help-again = { COMMAND("again") } id: k7f3q muestra una cuadrícula antigua, e id: k7f3q-5 una imagen de ella, tal como eran.
discord-help-cancel = { COMMAND("cancel") } para lo último que pediste, y con job: k7f3q eso mismo; también lo hace el botón de debajo. Entonces no gasta nada.
discord-help-redo = «Otra vez» dibuja las mismas palabras con otra semilla; «Reintentar» intenta de nuevo lo que falló.
discord-help-delete = «Borrar» retira tus imágenes para todos.
discord-help-privacy = { COMMAND("privacy") } dice qué se guarda de ti; con what: export te lo da, con what: delete lo borra.
discord-help-settings = { COMMAND("settings") } muestra lo que se puede ajustar aquí, con un formulario para cada cosa. { COMMAND("set") } cambia una al momento; sin valor quita el límite. { COMMAND("role") } es para los límites de un rol.
discord-help-audit = { COMMAND("audit") } muestra quién cambió qué y cuándo; page: 2 es la segunda página.
discord-help-block = { COMMAND("block test") } muestra qué habrían detectado unas palabras en los últimos siete días; { COMMAND("block add") } las guarda. Los miembros ven el nombre de la regla, nunca sus palabras. { COMMAND("block list") } muestra las reglas, { COMMAND("block remove") } quita una.
discord-help-channel = { COMMAND("channel") } apaga o enciende las imágenes en un canal.
discord-help-timeout = { COMMAND("timeout") }: un miembro no puede pedir durante unos minutos; lo que espera se cancela. minutes: 0 lo termina.
discord-help-grant = { COMMAND("grant") }: más cuadrículas para un miembro, hoy.
discord-help-why = { COMMAND("why") } muestra toda la cuenta: lo usado, lo que queda y por qué regla.
discord-help-line = { COMMAND("line") } muestra quién dibuja y quién espera; { COMMAND("cancel-all") } cancela todo lo de alguien, { COMMAND("cancel") } job: k7f3q una petición.
discord-help-report = { COMMAND("report") } days: 7: cuadrículas, personas, rechazos, esperas y costes de los últimos siete días, como imagen y como CSV.
discord-settings-how = Elige abajo qué cambiar; { COMMAND("undo") } lo deshace; { COMMAND("audit") } muestra quién hizo qué.
discord-block-empty = Aún no hay reglas. { COMMAND("block test") } muestra qué habrían detectado unas palabras.
discord-give-more = Moderas y puedes cambiarlo: { COMMAND("grant") } para hoy, { COMMAND("set") } para cada día.
discord-how-again = Un id es k7f3q para una cuadrícula, o k7f3q-5 para una imagen de ella.
discord-how-block = Escribe las palabras de la regla, separadas por comas.
discord-long-setting = { $key } ya es demasiado largo para un formulario; { COMMAND("role") } lo cambia, rol por rol.
discord-reported = { $reporter } denuncia { $job }: «{ $prompt }», pedido por { $asker }, en #{ $channel }
discord-reported-remove = Quitar
discord-reported-dismiss = Descartar
discord-reported-show = Ver
discord-reported-time-out = Pausa de { $count } minutos
discord-choose-channel = Activa o desactiva el dibujo en un canal
discord-menu-imagine = Imagina esto
discord-menu-report = Denunciar imagen
discord-your-pictures = Tus imágenes: { $job }
discord-pick = Elige una imagen, solo para ti
discord-message-deleted = Se borró el mensaje con tus imágenes, así que aquí están.
discord-not-posted-permissions = No pude publicarlo donde lo pediste: allí me falta { $missing }.
discord-not-posted = No pude publicarlo donde lo pediste.
discord-picture-too-large = La imagen es demasiado grande para este servidor; { COMMAND("again") } { $job } la muestra en otro sitio.
discord-file-too-large = El archivo es demasiado grande para este lugar; pídelo donde se permitan archivos más grandes.
discord-choose-setting = Cambiar un ajuste
discord-report-no-picture = Esa imagen no es mía.
discord-report-thanks = Gracias; los moderadores lo mirarán.
discord-report-no-channel = Aquí no hay canal para denuncias; avisa a un moderador de { $job }.
discord-lacking = En este canal me falta: { $missing }
discord-no-log = Está guardado, pero no puedo escribir en { $channel }: permíteme ver ese canal y enviar mensajes, o elige otro log-channel.
