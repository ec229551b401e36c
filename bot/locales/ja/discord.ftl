### Discord の利用者だけに表示される文言。

discord-menu-imagine = これを描く
discord-menu-report = 絵を報告
discord-your-pictures = あなたの絵: { $job }
discord-pick = 自分だけに表示する絵を選ぶ
discord-choose-setting = 設定を変更
discord-choose-channel = チャンネルでの描画をオン・オフ
discord-long-setting = { $key } は長すぎてフォームに入りません。{ COMMAND("role") } でロールを一つずつ変更してください。
discord-message-deleted = 絵のメッセージが削除されたため、ここでお渡しします。
discord-not-posted-permissions = リクエストされた場所に投稿できませんでした。必要な権限: { $missing }
discord-not-posted = リクエストされた場所に投稿できなかったため、ここでお渡しします。
discord-picture-too-large = この絵はこのサーバーには大きすぎます。{ COMMAND("again") } { $job } で別の場所に表示できます。
discord-file-too-large = このファイルはこのチャンネルには大きすぎます。より大きなファイルを送れる場所でリクエストしてください。
discord-lacking = このチャンネルで必要な権限: { $missing }
discord-no-log = 保存しましたが、{ $channel } に投稿できません。チャンネルの閲覧とメッセージの送信を許可するか、別の log-channel を選んでください。
discord-old-command = このコマンドは、お使いのDiscordが読み込んだあとに変更されました。Discordを再読み込み（Ctrl-R、またはアプリの再起動）して、もう一度選んでください。
