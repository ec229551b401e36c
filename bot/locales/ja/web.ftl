### ブラウザーのページ自身の文言。{ $names } にはページが値を入れます。

## The frame

web-description = 一文から9枚の絵を描くチャット。
web-no-javascript = このページには JavaScript が必要です。コマンドラインなら不要です: nonet imagine "a fox on the moon"
web-skip = メッセージ欄へ移動
web-channels = チャンネル
web-show-channels = チャンネルを表示
web-new-channel = 新しいチャンネル
web-new-channel-name = 新しいチャンネルの名前
web-messages = メッセージ
web-commands = コマンド
web-topic-general = { COMMAND("imagine") } に続けて見たいものを入力し、気に入った絵を選んでください。
web-topic-memes = キャプション歓迎。
web-topic-moderators = このチャンネルはモデレーターだけに表示されます。
web-your-name = あなたの名前
web-change-name = 名前を変更
web-moderator = モデレーター
web-today = 今日
web-yesterday = 昨日

## The message box

web-prompt = メッセージ、またはスラッシュで始まるコマンド
web-placeholder = #{ $channel } へのメッセージ、または { COMMAND("imagine") } 描きたいもの
web-placeholder-short = { COMMAND("imagine") } 描きたいもの
web-send = 送信
web-draw = 描く
web-hint-commands = { $keys } コマンド
web-hint-recall = { $keys } 前に入力した内容
web-hint-line = { $keys } 改行
web-hint-message = このメッセージはチャンネルの全員に表示されます。{ $keys } で代わりに絵を描きます。
web-hint-options = 省略可: { $options }

## Messages

web-earlier = 以前のメッセージ
web-new-messages = 新しいメッセージ
web-newer = 新しいメッセージ ↓
web-welcome = 最初に何を描きましょうか？
web-welcome-channel = #{ $channel } にはまだメッセージがありません
web-welcome-how = { COMMAND("imagine") } に続けて見たいものを入力すると、9枚の絵が届きます。気に入ったものを選んでください。
web-examples = 例
web-only-you = あなただけに表示されています
web-bot = ボット
web-pressed = 「{ $button }」を押しました
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
web-someone-who-left = 退出した人
web-draw-this = これを描く
web-draw-this-message = これを描く: { $text }
web-tiles = 9枚の絵。1から9の番号で選べます。
web-tiles-hint = 絵をクリックすると大きく見られます。番号 { $keys } を押しても選べます。
web-pick = 絵 { $tile }
web-pick-picture = 絵 { $tile } を選ぶ
web-spoiler = ネタバレ: 表示する
web-picture-gone = この絵は削除されました。
web-other-model = 別のモデルで描かれた絵です
web-a-favourite = お気に入り
web-dismiss = 閉じる
web-delete-sure = このグリッドを全員の画面から削除しますか？ 元に戻せません。
web-keep = 残す
web-save = 保存
web-save-file = { $name } を保存
web-ready = 9枚の絵ができました。
web-ready-title = 絵ができました

## The picked picture

web-picture = 絵 { $tile }
web-for-you = あなたへ
web-other-pictures = ほかの絵
web-close = 閉じる

## The connection

web-connection-lost = 接続が切れました。
web-trying-again = { $why }再接続しています…
web-connected-again = 再接続しました。Enter キーでメッセージを送信してください。
web-not-sent = 送信できませんでした。{ $why }入力した内容は残っています。
web-server-answered = サーバーがエラー { $status } を返しました。
web-broken = このページで問題が発生しました。再読み込みしてください。

## What was not possible

web-reload = このページは古くなっています。再読み込みしてください。
web-no-such-channel = このチャンネルはありません。別のチャンネルを選んでください。
web-no-such-person = この人はもういません。ページを再読み込みしてください。
web-no-such-picture = この絵はもうありません。
web-picture-later = この絵は今は描けません。{ $span }後にもう一度試してください。
web-file-gone = このファイルはもう利用できません。コマンドをもう一度実行してください。
web-too-fast = 送信が速すぎます。{ $span }後にもう一度お試しください。何も失われていません。
web-too-many-new-people = 多くの人が同時にこのページを開いています。少し待ってからお試しください。
web-too-many-people = 人数の上限 { $most } 人に達しました。モデレーターが、もう来ない人を外すことができます。
web-too-many-windows = このページを開いているウィンドウが多すぎます。一つ閉じて再読み込みしてください。
web-nothing-written = 何か入力してください。
web-too-much-text = テキストが長すぎます。分けて送信してください。
web-not-json = リクエストが JSON オブジェクトではありません。ページを再読み込みしてください。
web-no-number = アドレスの数字が正しくありません。ページを再読み込みしてください。
web-field-missing = リクエストに「{ $field }」がありません。ページを再読み込みしてください。
web-field-unknown = リクエストに不明な項目「{ $field }」があります。ページを再読み込みしてください。
web-field-wrong = リクエストの「{ $field }」の値が正しくありません。ページを再読み込みしてください。
web-field-long = 「{ $field }」が長すぎます。上限は { $most } です。
web-name-empty = ほかの人に分かるように名前を入力してください。
web-name-taken = { $name } という名前は使われています。別の名前を選んでください。
web-channel-name = チャンネル名には文字か数字が必要です。例: cats-in-space
web-channel-taken = チャンネル #{ $name } はすでにあります。別の名前を選んでください。
web-too-many-channels = チャンネル数の上限 { $most } に達しました。既存のチャンネルを使ってください。
web-last-moderator = モデレーターが一人は必要です。先に別の人をモデレーターにしてください。

## Moderation: the frame

web-moderation = モデレーション
web-moderation-topic = モデレーターだけに表示されます
web-back = チャットに戻る
web-tab-settings = 設定
web-tab-line = 順番待ち
web-tab-people = メンバー
web-tab-words = 禁止ワード
web-tab-report = レポート
web-tab-audit = 変更履歴

## Moderation: settings

web-limits = 上限と時刻
web-limits-lead = 変更は次のリクエストから有効です。
web-none = なし
web-no-limit = 無制限
web-on = オン
web-off = オフ
web-save-changes = 変更を保存
web-undo-change = 最後の変更を元に戻す
web-where = Nonet が描くチャンネル

## Moderation: the queue

web-queue = 順番待ち
web-queue-empty = 待っているリクエストはありません。次のリクエストはすぐに描かれます。
web-who = メンバー
web-what = プロンプト
web-channel = チャンネル
web-since = 経過時間
web-drawing = 描画中
web-waiting = 待機中
web-waiting-relaxed = デバイスの空き待ち
web-cancel = キャンセル
web-cancel-job = { $name } の { $job } をキャンセル

## Moderation: people

web-people = メンバー
web-people-lead = 「内訳」を押すと、そのメンバーの利用枠の計算を上限ごとに表示します。
web-timed-out = { $time } までタイムアウト
web-moderator-of = モデレーター: { $name }
web-moderator-now = { $name } はモデレーターになりました。
web-moderator-no-longer = { $name } はモデレーターではなくなりました。
web-remove = 外す
web-remove-of = { $name } を外す
web-remove-sure = { $name } をこのページから外しますか？ リクエストはキャンセルされ、書いたものは残ります。
web-removed = { $name } を外しました。
web-remove-yourself = 自分を外すことはできません。ほかのモデレーターに頼んでください。
web-find-people = 名前で探す
web-nobody-found = この名前の人はいません。
web-grids = グリッド（今日）
web-grids-of = { $name } に追加するグリッド数
web-grant = 追加
web-grant-to = { $name } にグリッドを追加
web-minutes = 分
web-minutes-of = { $name } のタイムアウトの分数
web-time-out = タイムアウト
web-time-out-of = { $name } をタイムアウト
web-lift = タイムアウトを解除
web-lift-of = { $name } のタイムアウトを解除
web-why = 内訳
web-why-of = { $name } の利用枠の内訳
web-cancel-all = すべてキャンセル
web-cancel-all-of = { $name } のリクエストをすべてキャンセル

## Moderation: blocked words

web-rules = ルール
web-rules-empty = 禁止ワードはありません。
web-rule-new = 新しいルール
web-rule-lead = 単語全体が一致した場合だけ対象です。l1ke th1s や l i k e this のような言い換えや、似た文字も見つけます。
web-rule-name = ルールの名前。拒否されたメンバーに表示されます。
web-rule-name-example = 思いやりを
web-rule-words = 単語や語句（コンマ区切り）。メンバーには表示されません。
web-rule-words-example = 単語, 二つの 単語, 語句全体
web-rule-add = ルールを追加
web-rule-test = 過去7日間でテスト
web-rule-remove = 削除
web-rule-remove-name = { $name } を削除

## Moderation: report and log

web-report = レポート
web-report-lead = グリッド数、人数、拒否、待ち時間、コスト: { $days }
web-report-days = 日数
web-log = 変更履歴
web-log-empty = まだ変更はありません。
web-log-newer = 新しい変更
web-log-older = 古い変更
web-form-close = キャンセル
