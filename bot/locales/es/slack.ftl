### What only Slack's users see. Titles, submit and close have at most 24 characters, buttons 75.

slack-no-such-user = No sé quién es { $name }: escribe @nombre y elige a la persona en la lista que muestra Slack.
slack-no-such-channel = No sé qué canal es { $name }: escribe #nombre y elígelo en la lista que muestra Slack.
slack-ack = Voy …
slack-pick = Enséñame la imagen { $tile }
slack-covered = Una imagen tapada: quien la pidió la marcó como spoiler.
slack-show = Ver la imagen
slack-invite = No estoy en este canal y no puedo publicar aquí. No se ha cobrado nada. Invítame con /invite @Nonet y vuelve a pedirlo.
slack-cannot-post = No puedo publicar en este canal; no se ha cobrado nada. Pídelo en otro.
slack-delivered-here = No pude publicarlo donde lo pediste ({ $why }), así que aquí está.
slack-archived = el canal está archivado
slack-not-there = ya no estoy en ese canal
slack-sent-to-you = El archivo está en nuestros mensajes directos.
slack-no-files = Este espacio no acepta archivos de apps, así que no puedo mostrar la imagen. Un administrador puede permitirlo.
slack-late = Slack tardó demasiado en abrir el formulario. Inténtalo otra vez.
slack-forged = Este formulario no es uno que yo hiciera para ti. Ábrelo otra vez.
slack-submit = Enviar
slack-submit-imagine = Dibujar
slack-form-close = Cancelar
slack-settings-title = Ajustes de Nonet
slack-settings-submit = Guardar
slack-settings-open = Cambiar los ajustes
slack-home-mine = Tu día
slack-home-jobs = Tus imágenes sin terminar
slack-home-no-jobs = Ninguna.
slack-home-privacy = Tus datos
slack-home-privacy-text = Nonet guarda lo que pediste y los códigos de lo que dibujó. Puedes obtenerlo o borrarlo.
slack-home-export = Dame mis datos
slack-home-forget = Borra mis datos
slack-home-forget-sure = Se borra todo lo tuyo, para siempre, y desaparecen los mensajes con tus imágenes.
slack-home-settings = Ajustes de este espacio (solo administradores)
slack-home-how = Escribe { COMMAND("imagine") } y lo que quieras ver, o mencióname en un hilo.
slack-no-group = Aquí nadie tiene un grupo de usuarios { $group }; no se guardó nada. Escríbelo así: role-per-day @designers=10
slack-no-groups = Aquí no puedo leer los grupos de usuarios y no conozco ese; no se guardó nada. Añade el permiso { $scope } a la app e instálala otra vez.
slack-no-log = Está guardado, pero no puedo escribir en { $channel }: invítame allí con /invite @Nonet o elige otro log-channel.
slack-lacking = En este espacio me faltan los permisos { $scopes }: añádelos a la app e instálala otra vez.
slack-no-roles = Las reglas de roles no tienen efecto ahora: Slack no me dice quién está en esos grupos de usuarios ({ $why }). Necesito el permiso { $scope }, y grupos que existan.
