### What only Slack's users see. Titles, submit and close have at most 24 characters, buttons 75.

slack-no-such-user = { $name } さんが誰か分かりません。@名前 を入力し、Slack が出す一覧から選んでください。
slack-no-such-channel = { $name } というチャンネルが分かりません。#名前 を入力し、Slack が出す一覧から選んでください。
slack-ack = はじめます …
slack-pick = { $tile } 番の絵を見る
slack-covered = 隠された絵です。頼んだ人がネタバレと印を付けました。
slack-show = 絵を見る
slack-invite = このチャンネルに参加していないので投稿できません。回数は減っていません。/invite @Nonet で招待して、もう一度どうぞ。
slack-cannot-post = このチャンネルには投稿できません。回数は減っていません。別のチャンネルでどうぞ。
slack-delivered-here = 頼まれた場所に投稿できなかったので({ $why })、ここに届けます。
slack-archived = チャンネルがアーカイブされています
slack-not-there = そのチャンネルにもういません
slack-sent-to-you = ファイルはダイレクトメッセージにあります。
slack-no-files = このワークスペースはアプリのファイルを受け付けないので、絵を表示できません。管理者が許可できます。
slack-late = フォームが開く前に時間切れになりました。もう一度どうぞ。
slack-forged = このフォームはあなたのために作ったものではありません。開き直してください。
slack-submit = 送信
slack-submit-imagine = 描く
slack-form-close = やめる
slack-settings-title = Nonet の設定
slack-settings-submit = 保存
slack-settings-open = 設定を変える
slack-home-mine = 今日
slack-home-jobs = まだできていない絵
slack-home-no-jobs = ありません。
slack-home-privacy = あなたのデータ
slack-home-privacy-text = Nonet は頼まれた言葉と絵のコードを保存します。受け取ることも、消すこともできます。
slack-home-export = データを受け取る
slack-home-forget = データを消す
slack-home-forget-sure = あなたのものはすべて完全に削除され、あなたの画像のメッセージも消えます。
slack-home-settings = このワークスペースの設定(管理者のみ)
slack-home-how = { COMMAND("imagine") } と見たいものを書くか、スレッドで呼んでください。
slack-no-group = ここには { $group } というユーザーグループがありません。何も保存していません。例: role-per-day @designers=10
slack-no-groups = ここではユーザーグループを読めないため、そのグループが分かりません。何も保存していません。アプリにスコープ { $scope } を加えて、もう一度インストールしてください。
slack-no-log = 保存しましたが、{ $channel } に書き込めません。/invite @Nonet で招待するか、別の log-channel を選んでください。
slack-lacking = このワークスペースではスコープ { $scopes } が足りません。アプリに加えて、もう一度インストールしてください。
slack-no-roles = ロールの規則は今は効きません。そのユーザーグループに誰がいるかを Slack が教えてくれません（{ $why }）。スコープ { $scope } と、実在するグループが必要です。
