### Slack の利用者だけに表示される文言。タイトル、送信、閉じるは最大24文字、ボタンは75文字。

slack-ack = はじめます …
slack-pick = 絵 { $tile } を見る
slack-covered = 隠された絵です。ネタバレとしてリクエストされました。
slack-show = 絵を見る
slack-invite = このチャンネルに参加していないため投稿できません。利用枠は減っていません。/invite @Nonet で招待してから、もう一度お試しください。
slack-cannot-post = このチャンネルに投稿する権限がありません。利用枠は減っていません。別のチャンネルでお試しください。
slack-delivered-here = リクエストされた場所に投稿できなかったため（{ $why }）、ここでお渡しします。
slack-archived = チャンネルがアーカイブされています
slack-not-there = そのチャンネルにもう参加していません
slack-sent-to-you = ファイルはダイレクトメッセージにあります。
slack-no-files = このワークスペースはアプリのファイルを受け付けないため、絵を表示できません。管理者が許可できます。
slack-late = Slack がフォームを開くのに時間がかかりすぎました。もう一度お試しください。
slack-forged = このフォームはあなた用ではありません。開き直してください。
slack-submit = 送信
slack-submit-imagine = 描く
slack-form-close = キャンセル
slack-settings-title = Nonet の設定
slack-settings-submit = 保存
slack-settings-open = 設定を変更
slack-home-mine = あなたの利用枠
slack-home-jobs = 未完了のリクエスト
slack-home-no-jobs = ありません。
slack-home-privacy = あなたのデータ
slack-home-privacy-text = Nonet はあなたのプロンプトと絵のコードを保存しています。書き出しや削除ができます。
slack-home-export = データを書き出す
slack-home-forget = データを削除
slack-home-forget-sure = あなたのデータをすべて完全に削除し、絵のメッセージを取り除きます。
slack-home-settings = このワークスペースの設定（管理者のみ）
slack-home-how = { COMMAND("imagine") } に続けて見たいものを入力するか、スレッドで私をメンションしてください。
slack-no-group = { $group } というユーザーグループはありません。何も保存していません。例: role-per-day @designers=10
slack-no-groups = ここではユーザーグループを読む権限がありません。何も保存していません。アプリにスコープ { $scope } を追加し、再インストールしてください。
slack-no-log = 保存しましたが、{ $channel } に投稿できません。/invite @Nonet で招待するか、別の log-channel を選んでください。
slack-lacking = このワークスペースではスコープ { $scopes } が必要です。アプリに追加し、再インストールしてください。
slack-no-roles = ロールのルールは現在効いていません。そのユーザーグループのメンバーを Slack から取得できないためです（{ $why }）。スコープ { $scope } と、実在するグループが必要です。
slack-log-here = これからは、設定の変更がこのチャンネルで通知されます。
