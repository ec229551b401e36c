### What the bot says on every platform.

## A job's message

title = 「{ $prompt }」{ $name } さんのリクエスト
without = 避けるもの：{ $no }
place = 待ち順は { $place } 番目、{ $ready }。
ready-in = 完成まで約 { $span }
ready-in-band = 完成まで約 { $span }（{ $soonest }〜{ $latest }）
overtaken = 最近の枚数が少ない人が先になりました。
warming-up = モデルを準備中です。最初の絵は少し時間がかかります。
trying-again = 一度失敗したので、もう一度試しています。
drawing = 描いています：{ $percent } %、残り約 { $left }。
seed = シード { NUMBER($seed, useGrouping: 0) }
took = { $seconds } 秒
used-of = { $limit } 回中 { $used } 回使用、{ $time } に回復
used-unlimited = { $used } 回使用、制限なし
left-of = { $time } まで残り { $left } 回（全 { $limit } 回）
charge-relaxed = ゆっくり：回数は減らず、空いているときに描きます
relaxed-used = ゆっくり：残り回数は減りませんでした
unread = { $count ->
   *[other] 「…{ $end }」まで読みました。{ $count } 語は読まれていません
}
unknown-words = { $model } は { $words } を習っていません。もっと簡単な英語の言葉を試してください
made-from = { $parent } から
quoted = 「{ $text }」
cancelled = キャンセルしました。回数は減っていません。
cancelled-by-moderator = モデレーターがキャンセルしました。回数は減っていません。
failed = 二度試しましたが描けませんでした。回数は減っていません。参照番号：{ $reference }
waited-too-long = 待ち時間が長すぎたため取り下げました。回数は減っていません。
line-full-waits = 列がいっぱいです。空きしだい並びます。
no-money = 今日の予算を使い切りました。{ $time } に、または予算が増えしだい再開します。
kept = ボットを再起動しています。順番はそのままで、自動的に続きます。
back-again = ボットが再起動しました。続きを始めます。
elsewhere = 順番待ちです。
deleted = { $job } は削除されました。
no-picture = { $job } の絵はもうありません。{ COMMAND("imagine") } でもう一度どうぞ。
other-model = { $job } を描いた { $model } は今は読み込まれていません。{ COMMAND("imagine") } でもう一度どうぞ。

## Buttons

cancel = キャンセル
cancel-job = { $job } をキャンセル
redo = もう一度
retry = 再試行
delete = 削除
post = ここに投稿
relaxed = 空くまで待つ
undo = 元に戻す
older = 以前のもの
privacy-export = 書き出す
privacy-next = 次の部分
privacy-forget = すべて削除

## Alt texts

alt-grid = 「{ $prompt }」の絵 { $count } 枚。左上から順に番号付き。シード { NUMBER($seed, useGrouping: 0) }。
alt-tile = 「{ $prompt }」の絵、{ $count } 枚中 { $tile } 枚目。シード { NUMBER($seed, useGrouping: 0) }。
alt-preview = 描きかけの「{ $prompt }」。
alt-report = { $first } から { $last } までの一日ごとの枚数のグラフ。合計 { $grids }。

## Pictures

picked = 「{ $prompt }」の { $tile } 番。あなただけに見えています。
posted = 「{ $prompt }」作：{ $maker } さん、投稿：{ $name } さん
posted-own = 「{ $prompt }」作：{ $maker } さん

## What members asked

cancelled-yours = { $job } をキャンセルしました：{ $used }。
cancelled-theirs = { $name } さんの { $job } をキャンセルしました。
at-once-now = 同時に進行中：{ $most } 件中 { $count } 件
scope-member = あなた
scope-name = { $name }さん
scope-channel = このチャンネル
scope-community = このコミュニティ
scope-bot = 全体
scope-line = { $scope }：{ $used }
privacy-show = 保存しているもの：プロンプト、シード、絵（描き直すための数値）、ID と名前、リクエストの回数。「書き出す」ですべて受け取れます。{ COMMAND("privacy") } delete で削除します。
privacy-exported = あなたについて保存しているすべてです。
privacy-exported-part = あなたについて保存しているすべて、{ $pages } 個中 { $page } 個目です。一つのメッセージには入りきりません。
privacy-sure = プロンプトと絵を永久に削除し、そのメッセージを消し、進行中のものをキャンセルします。回数は名前なしで数え続け、モデレーターの決定は残ります。よろしいですか？
privacy-forgotten = { $count ->
   *[other] { $count } 件と、それについて保存していたものをすべて削除しました。
}

## What was not possible

refused = 今はできません。
went-wrong = こちらで問題が起きました。あなたのせいではありません。少し待ってもう一度どうぞ。参照番号：{ $reference }
did-you-mean = { $closest } のことですか？
unknown-command = { COMMAND($command) } はありません。{ COMMAND("help") } で一覧を見られます。
unknown-option = --{ $option } はありません。使えるのは { $options } です。
option-twice = --{ $option } が二つあります。一つにしてください。
option-empty = --{ $option } のあとに値が必要です。例：--{ $option } { $example }
wrong-seed = シードは 0 から { NUMBER($most, useGrouping: 0) } までの整数です（{ $value } は使えません）。
empty-prompt = 描きたいものを書いてください。例：{ COMMAND("imagine") } a cat in a rocket
long-prompt = { $count } 文字あります。{ $most } 文字までに短くしてください。
long-no = 避けるものが { $count } 文字あります。{ $most } 文字までにしてください。
long-argument = 「{ $option }」は{ $count }文字です。{ $most }文字までにしてください。
blocked = このコミュニティのルール「{ $name }」により描けません。別の言葉でどうぞ。
channel-off = このチャンネルでは描けません。#{ $channel } では描けます。
channel-off-all = このチャンネルでは描けません。別のチャンネルを試すか、モデレーターに聞いてください。
timed-out = モデレーターにより { $time } までお休みです。そのあとまたどうぞ。
stopping = ボットを再起動しています。一分ほどしてからもう一度どうぞ。
line-full = 列がいっぱいです。{ $span } 後にもう一度どうぞ。回数は減っていません。
at-once = 進行中が { $limit } 件中 { $used } 件あります。約 { $span } で空きます。回数は減っていません。
at-once-no-money = 進行中が { $limit } 件中 { $used } 件あり、今日の予算を使い切りました。{ $time } に再開します。回数は減っていません。
member-per-day = 9 枚組の絵を { $limit } 回中 { $used } 回描きました。{ $time } に回復します。
member-per-day-none = ここでは描けません。あなたの上限は 0 です。モデレーターが変更できます。
give-more = モデレーターとして変更できます：今日だけなら { COMMAND("grant") } @名前 3、毎日なら { COMMAND("settings") } member-per-day 20
channel-per-day = このチャンネルは今日 { $limit } 回中 { $used } 回使いました。{ $time } に再開します。別のチャンネルなら今すぐどうぞ。
channel-per-day-none = このチャンネルでは描けません。別のチャンネルなら描けるかもしれません。
community-per-day = このコミュニティは今日 { $limit } 回中 { $used } 回使いました。{ $time } に再開します。
community-per-day-none = このコミュニティでは描けません。モデレーターが変更できます。
bot-per-day = ボットは今日 { $limit } 回中 { $used } 回描きました。{ $time } に再開します。
bot-per-day-none = ボットは今、何も描きません。運営者が変更できます。
offer-relaxed = お待ちいただけるなら、空いているときに回数を減らさずに描きます。
old-offer = その提案はもうありません。{ COMMAND("imagine") } でもう一度どうぞ。
old-button = そのボタンはもう使えません。コマンドを入力してください（{ COMMAND("help") } で一覧）。
no-such-user = { $name } さんはここにいません。
no-such-channel = #{ $name } というチャンネルはありません。
no-such-job = { $job } はここにありません。
no-such-tile = { $tile } 番の絵はありません。1 から 9 を選んでください。
posted-already = { $job } の { $tile } 番の絵は、もう投稿されたか、まもなく投稿されます。
not-drawn-yet = { $job } はまだ描けていません。
nothing-to-cancel = 待っているものはありません。
too-late-to-cancel = { $job } はもう終わっています。
not-yours-cancel = キャンセルできるのは頼んだ本人かモデレーターだけです。
not-yours-delete = 削除できるのは頼んだ本人かモデレーターだけです。
moderators-only = モデレーターだけができます。

## How to write it

how-id = 書き方：{ COMMAND($command) } k7f3q
how-again = 書き方：{ COMMAND("again") } k7f3q（全体）、{ COMMAND("again") } k7f3q-5（一枚）
how-pick = 書き方：{ COMMAND("pick") } k7f3q 5
how-post = 書き方：{ COMMAND("post") } k7f3q 5
how-privacy = 書き方：{ COMMAND("privacy") }、{ COMMAND("privacy") } export、{ COMMAND("privacy") } delete
how-settings = 書き方：{ COMMAND("settings") }、または { COMMAND("settings") } member-per-day 10
how-audit = 書き方：{ COMMAND("audit") }、二ページ目は { COMMAND("audit") } 2
how-block = 書き方：{ COMMAND("block list") }、{ COMMAND("block test") } 言葉、{ COMMAND("block add") } 名前: 言葉, 句、{ COMMAND("block remove") } 名前
how-channel = 書き方：{ COMMAND("channel") } off #名前、または { COMMAND("channel") } on
how-timeout = 書き方：{ COMMAND("timeout") } @名前 分
how-lift = 書き方：{ COMMAND("lift") } @名前
how-grant = 書き方：{ COMMAND("grant") } @名前 回数
how-why = 書き方：{ COMMAND("why") } @名前、または { COMMAND("why") } @名前 #チャンネル
how-cancel-all = 書き方：{ COMMAND("cancel-all") } @名前
how-report = 書き方：{ COMMAND("report") } 7d（366 日まで）

## Help

help =
    { COMMAND("imagine") } 言葉 で絵を九枚描きます。番号を押すとその一枚が見られ、気に入ったら投稿できます。
    { COMMAND("quota") }：残り回数。{ COMMAND("cancel") }：最新のものを中止。{ COMMAND("again") } ID：以前の絵を見る。{ COMMAND("privacy") }：保存しているもの。
help-moderators = モデレーター用：{ $commands }
help-topics = { COMMAND("help") } 項目 で詳しく見られます：{ $topics }
no-such-topic = { $topic } のヘルプはありません。
help-imagine =
    { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
    同じ言葉とシードなら同じ絵になります。--no は避けるもの。--spoiler はクリックするまで絵を隠します。
help-quota = { COMMAND("quota") } は今日の残り回数と回復の時刻を表示します。キャンセルや失敗では減りません。
help-pick = { COMMAND("pick") } k7f3q 5 は 5 番をあなただけに見せます。{ COMMAND("post") } k7f3q 5 はここの全員に見せます。
help-again = { COMMAND("again") } k7f3q は以前の絵を、{ COMMAND("again") } k7f3q-5 はその一枚を、そのまま表示します。
help-cancel = { COMMAND("cancel") } は最新のものを、{ COMMAND("cancel") } k7f3q はそれを中止します。回数は減りません。
help-redo = { COMMAND("redo") } k7f3q は同じ言葉を新しいシードで描きます。{ COMMAND("retry") } k7f3q は失敗したものをもう一度試します。
help-delete = { COMMAND("delete") } k7f3q はあなたの絵を全員から見えなくします。
help-privacy = { COMMAND("privacy") } は保存しているものを説明し、{ COMMAND("privacy") } export は渡し、{ COMMAND("privacy") } delete は削除します。
help-settings = { COMMAND("settings") } は設定できるものを表示します。{ COMMAND("settings") } member-per-day 10 で変更、{ COMMAND("settings") } member-per-day none で制限をなくします。
help-undo = { COMMAND("undo") } は最後の変更を元に戻します。もう一度使うとその前も戻します。
help-audit = { COMMAND("audit") } は誰がいつ何を変えたかを表示します。{ COMMAND("audit") } 2 は二ページ目です。
help-block = { COMMAND("block test") } 言葉 はこの七日間に何が引っかかったはずかを表示し、{ COMMAND("block add") } 名前: 言葉, 句 で保存します。メンバーには名前だけが伝わり、言葉は伝わりません。{ COMMAND("block remove") } 名前、{ COMMAND("block list") }。
help-channel = { COMMAND("channel") } off はここを、{ COMMAND("channel") } off #名前 はそこを止めます。{ COMMAND("channel") } on #名前 で再開します。
help-timeout = { COMMAND("timeout") } @名前 30：30 分間お休みにし、待っているものをキャンセルします。{ COMMAND("lift") } @名前 で終わります。
help-grant = { COMMAND("grant") } @名前 5：今日だけ 5 回増やします。
help-why = { COMMAND("why") } @名前 #チャンネル は計算のすべて（使用、残り、どのルールか）を表示します。
help-line = { COMMAND("line") } は描いている人と待っている人を表示します。{ COMMAND("cancel-all") } @名前 はその人の全部をキャンセルします。
help-report = { COMMAND("report") } 7d：この七日間の枚数、人数、お断り、待ち時間、費用を画像と CSV で。

## Moderators

settings-title = このコミュニティの設定：
settings-line = { $key }：{ $value }（{ $meaning }）
settings-channels-off = 止めているチャンネル：{ $channels }
settings-rules = 言葉のルール：{ $rules }
settings-how = { COMMAND("settings") } 名前 値 で変更、{ COMMAND("undo") } で元に戻す、{ COMMAND("audit") } で履歴。
none = なし
no-limit = 制限なし
meaning-member-per-day = メンバーごとの一日の回数
meaning-role-per-day = ロールを持つメンバーの一日の回数
meaning-channel-per-day = チャンネルごとの一日の回数
meaning-community-per-day = このコミュニティの一日の回数
meaning-drawing = 一人の未完成の数（waiting と合わせて）
meaning-waiting = 一人の未完成の数（drawing と合わせて）
meaning-role-weight = ロールの進む速さ。普通は 1
meaning-reset = 一日の始まる時刻
meaning-timezone = その時刻のタイムゾーン
meaning-relaxed = 一日の回数のあとも、空いているときに描く
meaning-longest-prompt = プロンプトの文字数
meaning-log-channel = 変更を知らせるチャンネル
meaning-retention-days = プロンプトと絵を保存する日数
changed = 保存しました。今から有効です。
undone = 元に戻しました。
unchanged = すでにその設定です。何も変えていません。
difference = { $key }：{ $old } → { $new }
difference-new = { $key }：{ $new }
lifted = 解除
nothing-to-undo = 元に戻すものがありません。
changed-since = その変更はもう有効でないか、その後に別の変更がありました。そのため何も戻していません。{ COMMAND("undo") } は最後の変更を元に戻します。
audit-title = 変更の履歴、{ $pages } ページ中 { $page } ページ：
audit-line = { $time } { $name }、{ $what }：{ $changes }
audit-empty = まだ誰も何も変えていません。
audit-no-page = 全部で { $count } ページです。
unknown-setting = 設定 { $key } はありません。あるのは：{ $known }。
wrong-setting = { $key } を { $value } にはできません。何も保存していません。
wrong-setting-number = { $key } は { $low } から { $high } までの整数です（{ $value } は使えません）。何も保存していません。
wrong-setting-time = { $key } は 06:00 のような時刻です（{ $value } は使えません）。何も保存していません。
wrong-setting-zone = { $key } は Asia/Tokyo のようなタイムゾーンです（{ $value } は使えません）。何も保存していません。
wrong-setting-switch = { $key } は on か off です（{ $value } は使えません）。何も保存していません。
wrong-setting-text = { $key } は { $high } 文字までです。何も保存していません。
wrong-setting-numbers-of-roles = { $key } は ロール=数 と書きます。数は { $low } から { $high } まで（{ $value } は使えません）。何も保存していません。
wrong-setting-weights-of-roles = { $key } は ロール=数 と書きます。数は { $low } から { $high } まで（{ $value } は使えません）。何も保存していません。
block-empty = ルールはまだありません。{ COMMAND("block test") } 言葉 で何が引っかかるか試せます。
block-title = 言葉のルール：
block-line = { $name }：{ $words }
block-added = 保存しました：ルール「{ $name }」の言葉は { $words }。
block-removed = 保存しました：「{ $name }」を消しました。
block-words-removed = 保存しました：ルール「{ $name }」から { $words } を消しました。
block-test = { $count ->
   *[other] 「{ $words }」はこの七日間の { $total } 件中 { $count } 件に引っかかったはずです：
}
block-too-many = ルールは { $most } 個までです。今あるルールに言葉を足してください。
no-such-rule = ルール「{ $name }」はありません。{ COMMAND("block list") } で一覧を見られます。
long-rule = ルールが { $count } 文字になります。ルールは { $most } 文字までです。
long-rules = すべてのルールを合わせて { $count } 文字になります。合計 { $most } 文字までです。先に、いらなくなった言葉を消してください。
empty-rule = ルールには文字か数字が必要です。記号だけでは何も引っかかりません。
and-more = … ほか { $count } 件
why-title = { $name } さんに当てはまるもの：
why-role = {"  "}ロール { $role } による
why-granted = {"  "}うち { $count } は今日だけの追加
why-timed-out = { $time } までお休み
why-channel-off = このチャンネルは止まっています。
time-out = { $name } さんは { $time } までお休みです。
time-out-jobs = 待っていた { $count } 件をキャンセルし、回数を戻しました。
time-out-none = { $name } さんはお休み中ではありません。何も変更していません。
time-out-lifted = { $name } さんのお休みは終わりました。
wrong-minutes = 分は 0 から { $most } までの整数です（{ $value } は使えません）。
granted = { $count ->
   *[other] { $name } さんの今日の回数を { $count } 増やしました。
}
wrong-grids = 回数は 1 から { $most } までの整数です（{ $value } は使えません）。
line-empty = 列には誰もいません。
line-title = 列に { $count } 件：
line-line = { $job } { $name }：{ $state }、{ $since }、{ $place }：{ $prompt }
state-drawing = 描いています
state-waiting = 待っています
in-channel = #{ $channel }
cancelled-all = { $count } 件をキャンセルし、回数を戻しました。
wrong-days = 日数は 1 から { $most } までの整数です（{ $value } は使えません）。

## Report

report-title = { $count ->
   *[other] この { $count } 日間：{ $people }で { $grids }。
}
count-grids = { $count ->
   *[other] { $count } 回
}
count-people = { $count ->
   *[other] { $count } 人
}
report-given-back = 戻した回数：{ $count }
report-waits = 待ち時間：半数は { $p50 }、95 % は { $p95 } 以内
report-costs = 装置：{ $seconds }、{ $money }
report-refusals = お断り：{ $refusals }
report-refusal = { $what }（{ $count }）
rule-at-once = 同時に多すぎ
rule-member-per-day = 一日分を使い切り
rule-channel-per-day = チャンネルの一日分を使い切り
rule-community-per-day = コミュニティの一日分を使い切り
rule-bot-per-day = ボットの一日分を使い切り
rule-blocked = ルール「{ $name }」
rule-channel-off = オフのチャンネル
rule-timed-out = お休み中
rule-line-full = 列が満員
rule-stopping = 再起動中
rule-age-restricted = 年齢制限

## Times

tomorrow = 明日 { $time }

## Discord での言い方：ほかでは書くところを、ここでは選びます

age-restricted = これは年齢制限のあるチャンネルで描かれたので、そのようなチャンネルにだけ投稿できます。
