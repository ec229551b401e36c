### Lo que solo ven los usuarios de Discord.

discord-menu-imagine = Imagina esto
discord-menu-report = Denunciar imagen
discord-your-pictures = Tus imágenes: { $job }
discord-pick = Elige una imagen para verla solo tú
discord-choose-setting = Cambiar un ajuste
discord-choose-channel = Activar o desactivar el dibujo en un canal
discord-long-setting = { $key } ya es demasiado largo para un formulario. Cambia los roles uno a uno con { COMMAND("role") }.
discord-message-deleted = Se borró el mensaje con tus imágenes, así que aquí están.
discord-not-posted-permissions = No pude publicarlo donde lo pediste, porque allí necesito estos permisos: { $missing }.
discord-not-posted = No pude publicarlo donde lo pediste, así que aquí está.
discord-picture-too-large = Esta imagen es demasiado grande para este servidor. Muéstrala en otro sitio con { COMMAND("again") } { $job }.
discord-file-too-large = Este archivo es demasiado grande para este canal. Pídelo donde se permitan archivos más grandes.
discord-lacking = En este canal necesito estos permisos: { $missing }
discord-no-log = Está guardado, pero no puedo publicar en { $channel }. Permíteme ver ese canal y enviar mensajes allí, o elige otro log-channel.
discord-old-command = Este comando ha cambiado desde que tu Discord lo cargó. Vuelve a cargar Discord (Ctrl-R, o reinicia la aplicación) y elígelo otra vez.
