### Lo que solo ven los usuarios de Slack. Los títulos, enviar y cerrar tienen como máximo 24 caracteres, los botones 75.

slack-ack = Voy …
slack-pick = Enséñame la imagen { $tile }
slack-covered = Una imagen tapada: se pidió como spoiler.
slack-show = Ver la imagen
slack-invite = No estoy en este canal y no puedo publicar aquí. No se ha cobrado nada. Invítame con /invite @Nonet e inténtalo de nuevo.
slack-cannot-post = No tengo permiso para publicar en este canal. No se ha cobrado nada. Prueba en otro canal.
slack-delivered-here = No pude publicarlo donde lo pediste ({ $why }), así que aquí está.
slack-archived = el canal está archivado
slack-not-there = ya no estoy en ese canal
slack-sent-to-you = El archivo está en nuestros mensajes directos.
slack-no-files = Este espacio de trabajo no acepta archivos de apps, así que no se puede mostrar la imagen. Un administrador puede permitirlo.
slack-late = Slack tardó demasiado en abrir el formulario. Inténtalo de nuevo.
slack-forged = Este formulario no es para ti. Ábrelo de nuevo.
slack-submit = Enviar
slack-submit-imagine = Dibujar
slack-form-close = Cancelar
slack-settings-title = Ajustes de Nonet
slack-settings-submit = Guardar
slack-settings-open = Cambiar los ajustes
slack-home-mine = Tu cuota
slack-home-jobs = Tus peticiones sin terminar
slack-home-no-jobs = Ninguna.
slack-home-privacy = Tus datos
slack-home-privacy-text = Nonet guarda tus prompts y los códigos de tus imágenes. Puedes exportarlos o borrarlos.
slack-home-export = Exportar mis datos
slack-home-forget = Borrar mis datos
slack-home-forget-sure = Esto borra para siempre todos tus datos y retira los mensajes con tus imágenes.
slack-home-settings = Ajustes de este espacio de trabajo (solo administradores)
slack-home-how = Escribe { COMMAND("imagine") } y lo que quieras ver, o mencióname en un hilo.
slack-no-group = Aquí no hay ningún grupo de usuarios { $group }. No se ha guardado nada. Escríbelo así: role-per-day @designers=10
slack-no-groups = Aquí no tengo permiso para leer los grupos de usuarios. No se ha guardado nada. Añade el permiso { $scope } a la app y vuelve a instalarla.
slack-no-log = Está guardado, pero no puedo publicar en { $channel }. Invítame allí con /invite @Nonet o elige otro log-channel.
slack-lacking = En este espacio de trabajo necesito los permisos { $scopes }. Añádelos a la app y vuelve a instalarla.
slack-no-roles = Las reglas de roles no tienen efecto ahora, porque Slack no me dice quién está en esos grupos de usuarios ({ $why }). Necesito el permiso { $scope } y grupos que existan.
slack-log-here = A partir de ahora, los cambios de los ajustes se anuncian en este canal.
