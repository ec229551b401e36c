### すべてのプラットフォームでボットが使う文言。

## A job's message

title = 「{ $prompt }」{ $name } さんのリクエスト
without = 避けるもの: { $no }
place = 順番は { $place } 番目です。{ $ready }。
ready-in = およそ{ $span }でできます
ready-in-band = およそ{ $span }でできます（{ $soonest }～{ $latest }）
overtaken = 最近の絵が少ない人が先に進みます。
warming-up = モデルの準備中です。最初の絵は少し時間がかかります。
trying-again = 描画に一度失敗したため、もう一度試しています。
drawing = 描画中: { $percent }%、残りおよそ{ $left }
seed = シード { NUMBER($seed, useGrouping: 0) }
took = { $seconds } 秒
used-of = { $limit } 回中 { $used } 回使用、{ $time } に回復
used-unlimited = { $used } 回使用、上限なし
left-of = { $time } まで残り { $limit } 回中 { $left } 回
charge-relaxed = 空き待ち: 利用枠は減りません。デバイスが空いたときに描きます
relaxed-used = 空き待ち: 利用枠は減りませんでした
unread = 「…{ $end }」まで読みました。{ $count } 語は無視されました
dropped = 読み取れなかったもの: { $words }
unknown-words = { $model } は { $words } を知りません。もっと簡単な英語でお試しください
known-by-kind = 代わりに描いたもの: { $kinds }
kind = 「{ $word }」の代わりに{ $kind }
made-from = { $parent } の描き直し
made-into = ここから作られたもの: { $children }
quoted = 「{ $text }」
cancelled = キャンセルしました。利用枠は減っていません。
cancelled-by-moderator = モデレーターがキャンセルしました。利用枠は減っていません。
failed = 二度試しましたが描けませんでした。利用枠は減っていません。参照番号: { $reference }
waited-too-long = 待ち時間が長すぎたためキャンセルしました。利用枠は減っていません。
line-full-waits = 順番待ちがいっぱいです。空きができ次第、このリクエストも並びます。
no-money = 今日の描画の予算を使い切りました。{ $time } に再開します。予算が増えれば早く再開します。
kept = ボットを再起動しています。このリクエストの順番は保たれ、自動的に再開します。
back-again = ボットが再起動しました。このリクエストを再開します。
elsewhere = 順番待ちです。
deleted = { $job } は削除されました。
no-picture = { $job } には画像がありません。{ COMMAND("imagine") } でもう一度描いてください。
other-model = { $job } は { $model } が描いたもので、このモデルは読み込まれていません。{ COMMAND("imagine") } で描き直してください。

## Buttons

cancel = キャンセル
cancel-job = { $job } をキャンセル
redo = 描き直す
retry = 再試行
delete = 削除
post = ここに投稿
relaxed = デバイスの空きを待つ
undo = 元に戻す
older = 以前の変更
privacy-export = 書き出す
privacy-next = 次の部分
privacy-forget = すべて削除

## Alt texts

alt-grid = 「{ $prompt }」の { $count } 枚の絵。左上から行ごとに番号が付いています。シード { NUMBER($seed, useGrouping: 0) }。
alt-tile = 「{ $prompt }」の絵 { $count } 枚中 { $tile } 番。シード { NUMBER($seed, useGrouping: 0) }。
alt-preview = 描きかけの「{ $prompt }」の絵。
alt-report = { $first } から { $last } までの日ごとのグリッド数のグラフ。合計 { $grids }。

## Pictures

picked = 「{ $prompt }」の絵 { $tile }。あなただけに表示されています。
posted = 「{ $prompt }」 作: { $maker }、投稿: { $name }
posted-own = 「{ $prompt }」 作: { $maker }

## What members asked

cancelled-yours = { $job } をキャンセルしました: { $used }。
cancelled-theirs = { $name } の { $job } をキャンセルしました。
at-once-now = 未完了のリクエスト { $most } 件中 { $count } 件
scope-member = あなた
scope-name = { $name }
scope-channel = このチャンネル
scope-community = このコミュニティ
scope-bot = 全体
scope-line = { $scope }: { $used }
privacy-show = ボットは、あなたのプロンプト、キャプション、お気に入り、投票、シード、絵（描き直すための数値）、ID と名前、画像を投稿した場所、リクエストしたグリッド数、利用枠で断られたリクエスト（9 日間）を保存しています。「{ privacy-export }」ですべて受け取れます。{ COMMAND("privacy", what: "delete") } で削除できます。
privacy-exported = 保存されているあなたのデータのすべてです。
privacy-exported-part = 保存されているあなたのデータのすべてです（{ $pages } 分割の { $page }）。一つのメッセージには収まりません。
privacy-sure = あなたのプロンプトと絵を完全に削除し、そのメッセージを取り除き、未完了のリクエストをキャンセルします。グリッド数は名前なしで数え続け、モデレーターの決定は残ります。すべて削除しますか？
privacy-forgotten = 完了しました。グリッド { $count } 件とそのデータをすべて削除しました。

## What was not possible

refused = 今はできません。後でもう一度お試しください。
went-wrong = 問題が発生しました。あなたのせいではありません。少し待ってからもう一度お試しください。参照番号: { $reference }
did-you-mean = もしかして: { $closest }
unknown-command = { COMMAND($command) } というコマンドはありません。{ COMMAND("help") } でコマンドの一覧を表示します。
unknown-option = --{ $option } というオプションはありません。使えるのは { $options } です。
option-twice = --{ $option } が二つあります。一つにしてください。
option-empty = --{ $option } には値が必要です。例: --{ $option } { $example }
wrong-seed = シードは 0 から { NUMBER($most, useGrouping: 0) } までの整数です。{ $value } は使えません。
empty-prompt = 描きたいものを入力してください。例: { COMMAND("imagine") } a cat in a rocket
unreadable-prompt = このプロンプトには読み取れる言葉がありません。「a red fox in the snow」のように、英語の単語で絵を説明してください。
unreadable-no = 避けたいものの中に読み取れる言葉がありません。「dogs」のように、英語の単語で書いてください。
long-prompt = プロンプトが { $count } 文字あります。上限は { $most } 文字です。短くしてもう一度お試しください。
long-no = 避けるものが { $count } 文字あります。上限は { $most } 文字です。短くしてもう一度お試しください。
long-argument = 「{ $option }」が { $count } 文字あります。上限は { $most } 文字です。短くしてもう一度お試しください。
blocked = このプロンプトはこのコミュニティのルール「{ $name }」に反します。別の言葉でお試しください。
channel-off = このチャンネルでは描画がオフです。#{ $channel } でお試しください。
channel-off-all = このチャンネルでは描画がオフです。別のチャンネルで試すか、モデレーターに尋ねてください。
timed-out = { $time } までタイムアウト中です。その後また描けます。
stopping = ボットを再起動しています。1分後にもう一度お試しください。
line-full = 順番待ちがいっぱいです。{ $span }後にもう一度お試しください。利用枠は減っていません。
at-once = 未完了のリクエストが { $limit } 件中 { $used } 件あります。およそ{ $span }後にもう一度お試しください。利用枠は減っていません。
at-once-no-money = 未完了のリクエストが { $limit } 件中 { $used } 件あり、今日の描画の予算を使い切りました。{ $time } に再開します。利用枠は減っていません。
member-per-day = { $limit } 回中 { $used } 回のグリッドを使いました。利用枠は { $time } に回復します。
member-per-day-none = 利用枠が 0 のため、ここでは描けません。モデレーターが増やせます。
give-more = { PLATFORM() ->
    [discord] モデレーターは増やせます。今日だけなら { COMMAND("grant") }、毎日なら { COMMAND("set") } を使います。
   *[other] モデレーターは増やせます。今日だけなら { COMMAND("grant") } @名前 3、毎日なら { COMMAND("settings") } member-per-day 20 を使います。
}
channel-per-day = このチャンネルは { $limit } 回中 { $used } 回のグリッドを使いました。利用枠は { $time } に回復します。それまでは別のチャンネルで描けます。
channel-per-day-none = このチャンネルの利用枠は 0 です。別のチャンネルでお試しください。
community-per-day = このコミュニティは { $limit } 回中 { $used } 回のグリッドを使いました。利用枠は { $time } に回復します。
community-per-day-none = このコミュニティの利用枠は 0 です。モデレーターが増やせます。
bot-per-day = ボットは { $limit } 回中 { $used } 回のグリッドを描きました。利用枠は { $time } に回復します。
bot-per-day-none = ボットの利用枠は 0 です。運営者が増やせます。
offer-relaxed = 待てるなら、利用枠を使わずに空いたデバイスで描けます。
old-offer = この提案は期限切れです。{ COMMAND("imagine") } でもう一度リクエストしてください。
old-rehearsal = これはすでに保存またはキャンセルされたか、古すぎます。もう一度コマンドを入力してください。
old-button = このボタンはもう使えません。代わりにコマンドを入力してください。{ COMMAND("help") } で一覧を表示します。
no-such-user = { PLATFORM() ->
    [slack] { $name } が誰か分かりません。@名前 と入力し、Slack の一覧から選んでください。
   *[other] { $name } というメンバーはいません。名前を確認してください。
}
no-such-channel = { PLATFORM() ->
    [slack] { $name } というチャンネルが分かりません。#名前 と入力し、Slack の一覧から選んでください。
   *[other] #{ $name } というチャンネルはありません。名前を確認してください。
}
no-such-role = ロール { $name } はここにはありません。何も保存していません。
cannot-post = { PLATFORM() ->
    [discord] { $channel } に投稿できません。チャンネルの閲覧とメッセージの送信を許可するか、別のチャンネルを選んでください。何も保存していません。
    [slack] { $channel } に投稿できません。/invite @Nonet で招待するか、別のチャンネルを選んでください。何も保存していません。
   *[other] { $channel } に投稿できません。別のチャンネルを選んでください。何も保存していません。
}
no-such-job = { $job } というリクエストはここにはありません。ID を確認してください。
no-such-tile = 絵 { $tile } はありません。1から9の番号を選んでください。
posted-already = { $job } の絵 { $tile } は投稿済みか、まもなく投稿されます。
not-drawn-yet = { $job } はまだできていません。絵ができてからもう一度お試しください。
nothing-to-cancel = 未完了のリクエストはありません。
too-late-to-cancel = { $job } はもう完了しています。
not-yours-cancel = キャンセルできるのは、リクエストした本人かモデレーターだけです。
not-yours-delete = 削除できるのは、リクエストした本人かモデレーターだけです。
moderators-only = これができるのはモデレーターだけです。
age-restricted = これは年齢制限のあるチャンネルで描かれました。同じ制限のあるチャンネルにだけ投稿できます。

## How to write it

how-id = このように入力してください: { COMMAND($command) } k7f3q
how-again = このように入力してください: グリッドは { COMMAND("again", id: "k7f3q") }、その中の1枚は { COMMAND("again", id: "k7f3q-5") }
how-pick = このように入力してください: { COMMAND("pick") } k7f3q 5
how-post = このように入力してください: { COMMAND("post") } k7f3q 5
how-privacy = このように入力してください: { COMMAND("privacy") }、{ COMMAND("privacy", what: "export") }、{ COMMAND("privacy", what: "delete") }
how-settings = このように入力してください: { COMMAND("settings") }、{ COMMAND("settings") } member-per-day 10
how-audit = このように入力してください: { COMMAND("audit") }、2ページ目は { COMMAND("audit", page: "2") }
how-block = { PLATFORM() ->
    [discord] ルールの語句をコンマで区切って入力してください。
   *[other] このように入力してください: { COMMAND("block list") }、{ COMMAND("block test") } 語句、{ COMMAND("block add") } 名前: 語句, 語句、{ COMMAND("block remove") } 名前
}
how-channel = このように入力してください: { COMMAND("channel") } off #名前、{ COMMAND("channel") } on
how-timeout = このように入力してください: { COMMAND("timeout") } @名前 分数
how-lift = このように入力してください: { COMMAND("lift") } @名前
how-grant = このように入力してください: { COMMAND("grant") } @名前 グリッド数
how-why = このように入力してください: { COMMAND("why") } @名前、{ COMMAND("why") } @名前 #チャンネル
how-cancel-all = このように入力してください: { COMMAND("cancel-all") } @名前
how-report = このように入力してください: { COMMAND("report") } 7d（最大366日）

## Help

help = { PLATFORM() ->
    [discord]
        { COMMAND("imagine") } は、書いた内容の絵を9枚描きます。番号を選ぶと1枚を見られ、気に入ったものを投稿できます。
        { COMMAND("quota") } は残りのグリッド数を表示し、{ COMMAND("cancel") } は最新のリクエストをキャンセルし、{ COMMAND("again") } は以前のグリッドを表示し、{ COMMAND("privacy") } は保存されているデータを表示します。
   *[other]
        { COMMAND("imagine") } 描きたいもの は、書いた内容の絵を9枚描きます。番号を選ぶと1枚を見られ、気に入ったものを投稿できます。
        { COMMAND("quota") } は残りのグリッド数を表示し、{ COMMAND("cancel") } は最新のリクエストをキャンセルし、{ COMMAND("again") } ID は以前のグリッドを表示し、{ COMMAND("privacy") } は保存されているデータを表示します。
}
help-moderators = モデレーター用: { $commands }
help-topics = { PLATFORM() ->
    [discord] { COMMAND("help") } に項目を指定すると詳しく説明します: { $topics }
   *[other] { COMMAND("help") } 項目 で詳しく説明します: { $topics }
}
no-such-topic = { $topic } についてのヘルプはありません。
help-imagine = { PLATFORM() ->
    [discord]
        { COMMAND("imagine", prompt: "a cat in a rocket", seed: "5", no: "dogs", spoiler: "True") }
        同じプロンプトと同じシードからは同じ絵ができます。「除く」は避けたいもの、「隠す」はクリックされるまで絵を隠します。
        メッセージの「アプリ → これを描く」は、そのメッセージの内容を描きます。
   *[other]
        { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
        同じプロンプトと同じシードからは同じ絵ができます。--no は避けたいもの、--spoiler はクリックされるまで絵を隠します。
}
help-quota = { COMMAND("quota") } は、残りのグリッド数と利用枠が回復する時刻を表示します。キャンセルや失敗したリクエストは数えません。
help-pick = { PLATFORM() ->
    [discord] 絵の下の番号を選ぶと、その絵が自分だけに表示されます。「{ post }」ボタンでチャンネルの全員に見せます。「{ nine }」は 1 枚ずつ元の大きさで表示します。
   *[other] { COMMAND("pick") } k7f3q 5 は絵 5 を自分だけに表示します。{ COMMAND("post") } k7f3q 5 はチャンネルの全員に見せます。{ COMMAND("nine", job: "k7f3q") } は 1 枚ずつ元の大きさで表示します。
}
help-again = { COMMAND("again", id: "k7f3q") } は以前のグリッドを、{ COMMAND("again", id: "k7f3q-5") } はその中の1枚を、元のまま表示します。
help-cancel = { COMMAND("cancel") } は最新のリクエストを、{ COMMAND("cancel", job: "k7f3q") } はリクエスト k7f3q をキャンセルします。利用枠は減りません。
help-redo = { PLATFORM() ->
    [discord] 「{ redo }」ボタンは、同じプロンプトを新しいシードで描きます。「{ retry }」は失敗したリクエストをやり直します。
   *[other] { COMMAND("redo") } k7f3q は、同じプロンプトを新しいシードで描きます。{ COMMAND("retry") } k7f3q は失敗したリクエストをやり直します。
}
help-delete = { PLATFORM() ->
    [discord] 「{ delete }」ボタンは、あなたの絵を全員から見えないように削除します。
   *[other] { COMMAND("delete") } k7f3q は、あなたの絵を全員から見えないように削除します。
}
help-privacy = { COMMAND("privacy") } は保存されているあなたのデータを表示し、{ COMMAND("privacy", what: "export") } は書き出し、{ COMMAND("privacy", what: "delete") } は削除します。
help-settings = { PLATFORM() ->
    [discord] { COMMAND("settings") } はすべての設定を表示し、変更できます。{ COMMAND("set") } は設定を一つ変更します。値を省略すると無制限になります。{ COMMAND("role") } はロールの上限を設定します。
   *[other] { COMMAND("settings") } はすべての設定を表示します。{ COMMAND("settings") } member-per-day 10 は一つを変更し、{ COMMAND("settings") } member-per-day none は無制限にします。
}
help-undo = { COMMAND("undo") } は最後の設定変更を元に戻します。もう一度使うと、その前の変更も元に戻します。
help-audit = { COMMAND("audit") } は、誰が何をいつ変更したかを表示します。{ COMMAND("audit", page: "2") } は2ページ目を表示します。
help-block = { PLATFORM() ->
    [discord] { COMMAND("block test") } は、過去7日間のどのプロンプトがルールで拒否されたかを表示します。{ COMMAND("block add") } はルールを保存し、{ COMMAND("block list") } は一覧を表示し、{ COMMAND("block remove") } は削除します。メンバーに見えるのはルールの名前だけで、語句は見えません。
   *[other] { COMMAND("block test") } 語句 は、過去7日間のどのプロンプトがルールで拒否されたかを表示します。{ COMMAND("block add") } 名前: 語句, 語句 はルールを保存し、{ COMMAND("block list") } は一覧を表示し、{ COMMAND("block remove") } 名前 は削除します。メンバーに見えるのはルールの名前だけで、語句は見えません。
}
help-channel = { PLATFORM() ->
    [discord] { COMMAND("channel") } は、チャンネルでの描画をオン・オフします。
   *[other] { COMMAND("channel") } off はこのチャンネルでの描画をオフにし、{ COMMAND("channel") } off #名前 は別のチャンネルでオフにします。{ COMMAND("channel") } on #名前 でオンに戻します。
}
help-timeout = { PLATFORM() ->
    [discord] { COMMAND("timeout") } はメンバーをタイムアウトします。指定した分数のあいだリクエストできず、順番待ちのリクエストはキャンセルされます。minutes:0 で解除します。
   *[other] { COMMAND("timeout") } @名前 30 はメンバーをタイムアウトします。30分間リクエストできず、順番待ちのリクエストはキャンセルされます。{ COMMAND("lift") } @名前 で解除します。
}
help-grant = { PLATFORM() ->
    [discord] { COMMAND("grant") } は、メンバーの今日のグリッド数を増やします。
   *[other] { COMMAND("grant") } @名前 5 は、メンバーの今日のグリッド数を5増やします。
}
help-why = { PLATFORM() ->
    [discord] { COMMAND("why") } は、メンバーの利用枠の計算を上限ごとに表示します。
   *[other] { COMMAND("why") } @名前 #チャンネル は、メンバーの利用枠の計算を上限ごとに表示します。
}
help-line = { PLATFORM() ->
    [discord] { COMMAND("line") } は順番待ちを表示します。{ COMMAND("cancel-all") } はメンバーのリクエストをすべて、{ COMMAND("cancel", job: "k7f3q") } は一つをキャンセルします。
   *[other] { COMMAND("line") } は順番待ちを表示します。{ COMMAND("cancel-all") } @名前 はメンバーのリクエストをすべて、{ COMMAND("cancel") } k7f3q は一つをキャンセルします。
}
help-report = { PLATFORM() ->
    [discord] { COMMAND("report", days: "7") } は、過去7日間のグリッド数、人数、拒否、待ち時間、コストをグラフと CSV で表示します。
   *[other] { COMMAND("report") } 7d は、過去7日間のグリッド数、人数、拒否、待ち時間、コストをグラフと CSV で表示します。
}

## Moderators

settings-title = このコミュニティの設定:
settings-line = { $key }: { $value }（{ $meaning }）
settings-channels-off = 描画がオフのチャンネル: { $channels }
settings-rules = 禁止ワードのルール: { $rules }
settings-how = { PLATFORM() ->
    [discord] 変更する項目を下から選んでください。{ COMMAND("undo") } は最後の変更を元に戻し、{ COMMAND("audit") } は変更履歴を表示します。
   *[other] { COMMAND("settings") } 項目 値 で変更します。{ COMMAND("undo") } は最後の変更を元に戻し、{ COMMAND("audit") } は変更履歴を表示します。
}
role-gone = { $key }: ロール { $role } はもうありません。
log-channel-closed = 変更は通知されていません。{ $channel } に投稿できません。別の log-channel を選んでください。
none = なし
no-limit = 無制限
changed = 保存しました。今から有効です。
undone = 変更を元に戻しました。
unchanged = すでにその設定のため、何も変更していません。
rehearsal = まだ保存していません。現在の設定より多く断ることになります:
rehearsal-again = その間に設定が変更されました:
rehearsal-refused = 過去 7 日間のリクエスト { $total } 件のうち { $count } 件（{ $people } 人）を断っていたことになります: { $names }
rehearsal-name = { $name }（{ $count }）
rehearsal-deleted = 削除済み
rehearsal-before = 現在の設定では { $count } 件でした。
rehearsal-relaxed = そのうち { $count } 件は、デバイスの空きを待つことができました。
rehearsal-prompts = 受け付けたリクエストのうち最新の { $count } 件の言葉を調べました。削除または拒否されたプロンプトは保存されていません。
rehearsal-loosens = これまでより多く断られる人はいません。
rehearsal-nothing = 過去 7 日間のリクエスト { $total } 件のうち、現在の設定で受け付けるものを断ることはありませんでした。
rehearsal-cancelled = 何も保存していません。
save-rehearsed = 保存
cancel-rehearsed = キャンセル
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = 解除
nothing-to-undo = 元に戻す変更はありません。
changed-since = この変更はもう有効でないか、その後に別の変更があったため、何も元に戻していません。{ COMMAND("undo") } は最後の変更を元に戻します。
audit-title = 変更履歴 { $page }/{ $pages } ページ:
audit-line = { $time } { $name }、{ $what }: { $changes }
audit-kind-settings = 設定
audit-kind-channel = チャンネル
audit-kind-block = 言葉のルール
audit-kind-undo = 取り消し
audit-kind-grant = 追加のグリッド
audit-kind-time-out = タイムアウト
audit-kind-moderator = モデレーター
audit-kind-removed = コミュニティから削除
audit-kind-back = コミュニティに復帰
audit-kind-cancel = リクエストの取り消し
audit-kind-remove = 画像の削除
audit-kind-remove-person = 人の削除
audit-kind-dismiss = 報告の却下
audit-key-rules = ルール
audit-key-channels-off = 描画がオフのチャンネル
audit-key-channels-on = 描画がオンのチャンネル
audit-key-kept-until = 保存期限
audit-key-settings = 設定
audit-as-before = 以前のまま
audit-removed = 削除
audit-empty = まだ変更はありません。
audit-no-page = ページは { $count } までです。
unknown-setting = { $key } という設定はありません。設定は { $known } です。
merged-setting = { $key } という設定はなくなりました。メンバーの未完了のリクエスト数は { $now } で設定します。何も保存していません。
wrong-setting = { $key } を { $value } にはできません。何も保存していません。
wrong-setting-number = { $key } は { $low } から { $high } までの整数です。{ $value } は使えません。何も保存していません。
wrong-setting-time = { $key } は 06:00 のような時刻です。{ $value } は使えません。何も保存していません。
wrong-setting-zone = { $key } は Europe/Berlin のようなタイムゾーンです。{ $value } は使えません。何も保存していません。
wrong-setting-switch = { $key } は on か off です。{ $value } は使えません。何も保存していません。
wrong-setting-channel = { $key } は最大 { $high } 文字です。何も保存していません。
wrong-setting-numbers-of-roles = { $key } は ロール=数 の形で、数は { $low } から { $high } までです。{ $value } は使えません。何も保存していません。
wrong-setting-weights-of-roles = { $key } は ロール=数 の形で、数は { $low } から { $high } までです。{ $value } は使えません。何も保存していません。
block-empty = { PLATFORM() ->
    [discord] ルールはまだありません。{ COMMAND("block test") } は、ルールが拒否したはずのものを表示します。
   *[other] ルールはまだありません。{ COMMAND("block test") } 語句 は、ルールが拒否したはずのものを表示します。
}
block-title = 禁止ワードのルール:
block-line = { $name }: { $words }
block-added = 保存しました。ルール「{ $name }」は { $words } を拒否します。
block-also = 数字や記号は文字として読まれるため、{ $words } も拒否します。
block-removed = 保存しました。ルール「{ $name }」を削除しました。
block-words-removed = 保存しました。ルール「{ $name }」は { $words } を拒否しなくなりました。
block-test = 「{ $words }」は、過去7日間のプロンプト { $total } 件中 { $count } 件を拒否したはずです:
block-test-newest = プロンプトはほかにもありましたが、テストしたのは最新の { $count } 件です。
block-too-many = ルールは最大 { $most } 個です。既存のルールに語句を追加してください。
no-such-rule = ルール「{ $name }」はありません。{ COMMAND("block list") } で一覧を表示します。
long-rule = ルールが { $count } 文字になります。上限は { $most } 文字です。ルールを分けてください。
long-rules = すべてのルールの合計が { $count } 文字になります。上限は { $most } 文字です。不要な語句を削除してください。
empty-rule = ルールには文字か数字が必要です。記号だけでは何にも一致しません。
and-more = … ほか { $count } 件
why-title = { $name } の上限:
why-role = {"  "}ロール { $role } による
why-granted = {"  "}うち { $count } 回は今日だけの追加
why-timed-out = { $time } までタイムアウト
why-channel-off = このチャンネルでは描画がオフです。
time-out = { $name } を { $time } までタイムアウトしました。
time-out-jobs = 順番待ちのリクエスト { $count } 件をキャンセルし、利用枠を戻しました。
time-out-none = { $name } はタイムアウトされていません。何も変更していません。
time-out-lifted = { $name } のタイムアウトを解除しました。
wrong-minutes = 分数は 0 から { $most } までの整数です。{ $value } は使えません。
granted = { $name } の今日のグリッド数を { $count } 増やしました。
wrong-grids = グリッド数は 1 から { $most } までの整数です。{ $value } は使えません。
line-empty = 待っているリクエストはありません。
line-title = 順番待ち { $count } 件:
line-line = { $job } { $name }: { $state } { $since } { $place }: { $prompt }
state-drawing = 描画中
state-waiting = 待機中
in-channel = #{ $channel }
cancelled-all = リクエスト { $count } 件をキャンセルし、利用枠を戻しました。
wrong-days = 日数は 1 から { $most } までの整数です。{ $value } は使えません。

## Report

report-title = { $count ->
    [1] 今日: { $people }、{ $grids }。
   *[other] 過去{ $count }日間: { $people }、{ $grids }。
}
count-grids = グリッド { $count } 件
count-people = { $count } 人
report-given-back = 利用枠を戻した数: { $count }
report-waits = 待ち時間: 半数が { $p50 } 以内、100件中95件が { $p95 } 以内
report-costs = デバイスの使用時間: { $seconds }、{ $money }
report-refusals = 拒否: { $refusals }
report-refusal = { $what }（{ $count }）
rule-at-once = 未完了のリクエストが多すぎる
rule-member-per-day = メンバーの利用枠切れ
rule-channel-per-day = チャンネルの利用枠切れ
rule-community-per-day = コミュニティの利用枠切れ
rule-bot-per-day = ボットの利用枠切れ
rule-blocked = ルール「{ $name }」
rule-channel-off = チャンネルの描画がオフ
rule-timed-out = タイムアウト
rule-line-full = 順番待ちがいっぱい
rule-stopping = ボットの再起動中
rule-age-restricted = 年齢制限
chart-title = 1日のグリッド数
chart-grids = グリッド
chart-people = 人数
chart-refused = 拒否
chart-wait = 待ち時間（中央値）
chart-money = コスト
chart-device = デバイスの使用時間

## Times

tomorrow = 明日 { $time }

## What settings mean

meaning-member-per-day = メンバー1人の1日のグリッド数
meaning-role-per-day = ロールを持つメンバーの1日のグリッド数
meaning-channel-per-day = チャンネルごとの1日のグリッド数
meaning-community-per-day = このコミュニティの1日のグリッド数
meaning-unfinished = メンバーの未完了のリクエスト数
meaning-role-weight = ロールの順番の進む速さ。1が標準
meaning-reset = 毎日利用枠が回復する時刻
meaning-timezone = 「{ $reset }」のタイムゾーン
meaning-relaxed = 利用枠切れのとき、デバイスの空き待ちを提案する
meaning-longest-prompt = プロンプトの最大文字数
meaning-log-channel = 変更を知らせるチャンネル
meaning-retention-days = プロンプトと絵を保存する日数
setting-member-per-day = メンバーごとのグリッド数
setting-role-per-day = ロールごとのグリッド数
setting-channel-per-day = チャンネルごとのグリッド数
setting-community-per-day = 全体のグリッド数
setting-role-weight = ロールの速さ
setting-reset = 1日の始まり
setting-timezone = タイムゾーン
setting-relaxed = 空きデバイス
setting-longest-prompt = プロンプトの最大の長さ
setting-log-channel = 記録用チャンネル
setting-retention-days = 保存日数
setting-channels-off = オフのチャンネル
setting-channels-on = オンのチャンネル
setting-rules = 禁止ワード


## Memes: captions, variations, and files to keep

caption = 文字を入れる
edit-caption = 文字を変更
vary-little = 少し変える
vary-half = 半分変える
vary-most = 大きく変える
enlarge = 拡大
edit = 編集
watch = アニメーション
nine = 9 枚すべて
save = すべて保存
captioned = 「{ $prompt }」の { $tile } 番に文字を入れました。あなただけに見えています。
alt-is = 代替テキスト: { $alt }
alt-caption = 「{ $prompt }」の { $tile } 番。文字: { $words }
caption-empty = 画像の上か下に入れる文字を書いてください。
caption-script = 「{ $character }」を含むフォントがありません。その文字を除くか、運営者に Noto フォントのインストールを依頼してください。
no-such-caption = その文字入れはもう利用できません。
varied-from = { $parent } のバリエーション
enlarged = 「{ $prompt }」の { $tile } 番を { NUMBER($before, useGrouping: 0) } から { NUMBER($after, useGrouping: 0) } ピクセルに拡大しました。大きくなりますが、鮮明にはなりません。
saved = { $job } のすべての画像と描画の設定です。
watched = 「{ $prompt }」の画像ができるまでです。
alt-animation = 「{ $prompt }」の { $count } 枚の画像ができるまで。
how-caption = このように書いてください: { COMMAND("caption") } k7f3q-5 上の文字 --bottom 下の文字
how-vary = このように書いてください: { COMMAND("vary") } k7f3q-5 half
how-edit = このように書いてください: { COMMAND("edit") } k7f3q 新しい言葉
how-enlarge = このように書いてください: { COMMAND("enlarge") } k7f3q-5
help-caption = { COMMAND("caption", job: "k7f3q", tile: "5") } で 5 番の画像に文字を入れます。まず自分だけで確認してから投稿できます。
help-vary = { COMMAND("vary", job: "k7f3q", tile: "5") } で 5 番と同じように始まる画像を 9 枚描きます。1 グリッドに数えます。
help-edit = { COMMAND("edit", job: "k7f3q") } で同じシードのまま別の言葉で描きます。1 グリッドに数えます。
help-enlarge = { COMMAND("enlarge", job: "k7f3q", tile: "5") } で 5 番を 1024 ピクセルで表示します。
help-save = { COMMAND("save", job: "k7f3q") } で 9 枚すべてを zip ファイルで受け取れます。
help-watch = { COMMAND("watch", job: "k7f3q") } で 9 枚ができるまでを表示します。

## Mashes: two prompts in one grid

edit-mash = ミックスを編集
mash-dial = ミックス: 1 つ目から 2 つ目へ { NUMBER($percent, maximumFractionDigits: 1) } %
mash-walk = ミックス: 1 つ目から 2 つ目へ少しずつ
mash-same = 2 つのプロンプトが同じです。別々のものを書いてください。例: { COMMAND("mash") } a cat + a teapot
wrong-dial = 割合は 0（1 つ目だけ）から { $most }（2 つ目だけ）までの数です。「{ $value }」は使えません。
how-mash = { PLATFORM() ->
    [discord] プロンプトを 2 つとも書いてください。例: a cat と a teapot
   *[other] + で区切ってプロンプトを 2 つ書いてください。例: { COMMAND("mash") } a cat + a teapot
}
help-mash = { PLATFORM() ->
    [discord] { COMMAND("mash", a: "a cat", b: "a teapot") } で両方を混ぜた画像を 9 枚描きます。「割合」は 0（1 つ目だけ）から 100（2 つ目だけ）まで。「移り変わり」で 9 枚が 1 つ目から 2 つ目へ変わります。1 グリッドに数えます。
   *[other] { COMMAND("mash") } a cat + a teapot で両方を混ぜた画像を 9 枚描きます。--dial は 0（1 つ目だけ）から 100（2 つ目だけ）まで。--walk で 9 枚が 1 つ目から 2 つ目へ変わります。1 グリッドに数えます。
}

## ギャラリー

newer = 新しいもの
favourite = ☆ お気に入り
unfavourite = ★ お気に入り
favoured = 星を付けました。{ COMMAND("gallery favourites") } ですべて見られます。
unfavoured = 星を外しました。
caption-of = 「{ $prompt }」の画像 { $tile }（文字: { $name }）。あなただけに見えています。
gallery-mine = あなたの画像
gallery-favourites = お気に入り
gallery-here = このチャンネルで描かれたもの
gallery-search = 「{ $words }」の検索結果
gallery-mine-none = まだ何もありません。{ COMMAND("imagine") } で 9 枚の画像を描けます。
gallery-favourites-none = まだ何もありません。画像を選んで「{ favourite }」を押してください。
gallery-here-none = あなたが見られるものは、ここではまだ描かれていません。
gallery-search-none = あなたが見られるものに、これらの言葉をすべて含むものはありません。
alt-gallery = 小さな画像: { $works }
how-gallery = 次のように書いてください: { PLATFORM() ->
    [discord] { COMMAND("gallery search", words: "猫") }
   *[other] { COMMAND("gallery mine") }、{ COMMAND("gallery favourites") }、{ COMMAND("gallery here") }、または { COMMAND("gallery search") } 言葉
}
how-favourite = 次のように書いてください: { COMMAND("favourite") } k7f3q 5、または { COMMAND("favourite") } k7f3q 5 off
help-gallery = { PLATFORM() ->
    [discord] { COMMAND("gallery mine") } は自分のグリッドと、投稿・文字入れ・お気に入りにした画像、{ COMMAND("gallery favourites") } は星を付けた画像、{ COMMAND("gallery here") } はこのチャンネルで描かれたものを表示します。{ COMMAND("gallery search") } は、言葉をすべて含むプロンプトや画像の文字を探します。ページはあなただけに見えます。
   *[other] { COMMAND("gallery mine") } は自分のグリッドと、投稿・文字入れ・お気に入りにした画像、{ COMMAND("gallery favourites") } は星を付けた画像、{ COMMAND("gallery here") } はこのチャンネルで描かれたものを表示します。{ COMMAND("gallery search") } 言葉 は、言葉をすべて含むプロンプトや画像の文字を探します。{ COMMAND("favourite") } k7f3q 5 は画像 5 に星を付けます。ページはあなただけに見えます。
}
## ミーム：別のチャンネルでの共有と取り下げ

share = 共有
withdraw = 取り下げる
show-grid = 元の9枚を見る
shared = 「{ $prompt }」 作: { $maker }、共有: { $name }
shared-own = 「{ $prompt }」 作・共有: { $name }
share-done = { $job } の画像 { $tile } を #{ $channel } で共有しました。
share-done-there = { $job } の画像 { $tile } をそのチャンネルで共有しました。
share-nowhere = あなたが書き込めて、私が画像を投稿できるチャンネルがここにはありません。
share-not-there = そのチャンネルでは共有できません。書き込めるチャンネルを選んでください。
share-lacking = #{ $channel } では次の権限が足りないため、画像を投稿できません：{ $missing }。モデレーターに頼むか、別のチャンネルを選んでください。
share-channel-off = そのチャンネルではモデレーターが画像をオフにしています。別のチャンネルを選んでください。
share-captions-off = そのチャンネルではモデレーターがキャプションをオフにしています。別のチャンネルを選んでください。
share-archived = そのチャンネルはアーカイブされています。別のチャンネルを選んでください。
share-refused = チャンネルがなくなったか、私には閉じられているため、投稿できませんでした。別のチャンネルを選んでください。
share-unsure = 応答がなかったため、{ $job } の画像が投稿されたかどうか分かりません。もう一度共有する前に、そこを確認してください。
withdrawn = { $count ->
    [0] { $job } の投稿はほかにありません。
   *[other] { $job } の投稿を { $count } 件取り下げました。
}
still-visible = まだ削除できておらず、{ $channels } に表示されています。30日間、削除を試み続けます。モデレーターはそこですぐに削除できます。
not-shared = { $job } には、あなたが取り下げられる投稿がありません。グリッドの保存期間が過ぎている場合は、モデレーターがメッセージを削除できます。
not-yours-withdraw = これは取り下げられません。すでに取り下げられたか、あなたが作成も投稿もしていないか、グリッドの保存期間が過ぎています。保存期間が過ぎている場合は、モデレーターがメッセージを削除できます。
captions-off = ここではモデレーターがキャプションをオフにしています。
sharing-off = ここではモデレーターが投稿と共有をオフにしています。
mash-off = ここではモデレーターがミックスをオフにしています。
hall-off = ここではモデレーターが殿堂をオフにしています。
how-share = 次のように入力してください：{ COMMAND("share") } k7f3q-5 #memes
help-share = { PLATFORM() ->
    [discord] 画像の下の番号を選び、「{ share }」を押すと、書き込める別のチャンネルにその画像を投稿できます。
   *[other] { COMMAND("share") } k7f3q-5 #memes は、書き込める場合に画像 5 を #memes に投稿します。
}
help-withdraw = { COMMAND("withdraw", job: "k7f3q") } は、自分のグリッドの投稿をすべて削除します。ほかの人のグリッドでは、自分の投稿だけを削除します。
meaning-captions = キャプション：on、off、または off #チャンネル
meaning-sharing = 画像の投稿と共有：on、off、または off #チャンネル
meaning-mash = ミックス：on、off、または off #チャンネル
meaning-hall = 殿堂：on、off、または off #チャンネル
setting-captions = キャプション
setting-sharing = 投稿と共有
setting-mash = ミックス
setting-hall = 殿堂
wrong-setting-feature = { $key } は on、off、またはチャンネル名を付けた off です。{ $value } は使えません。何も保存していません。
audit-kind-withdraw = 画像の取り下げ
rule-captions-off = キャプションがオフ
rule-sharing-off = 共有がオフ
rule-mash-off = ミックスがオフ
rule-hall-off = 殿堂がオフ
rule-share-channel-off = チャンネルの共有がオフ
rule-share-captions-off = チャンネルのキャプションがオフ
rule-share-nowhere = 共有できるチャンネルがない

## 殿堂

vote = ▲ 投票{ $count ->
    [0] {""}
   *[other] {" "}({ $count })
}
unvote = ▲ 投票を取り消す
voted = { $picture } に投票しました。現在 { $count } 票です。
unvoted = { $picture } への投票はありません。現在 { $count } 票です。
vote-own = これは自分の画像です。ほかのメンバーの票だけが数えられます。
hall-unset = ここには殿堂がありません。モデレーターが殿堂のチャンネルを選べます。
hall-withdrawn = この画像は殿堂から取り下げられたため、もう投票できません。
hall-post = ▲ 「{ $prompt }」 作: { $maker }
hall-entered = 殿堂入りに必要な票がそろいました。
hall-not-posted = { $picture } は殿堂入りに必要な票を得ましたが、投稿できませんでした。{ $key } のチャンネルがあるか、そこに画像を投稿できるかを確認してください。年齢制限のあるチャンネルの画像には、年齢制限のあるチャンネルが必要です。次の投票のときにもう一度試します。
hall-channel-closed = 殿堂に何も入りません。{ $channel } に投稿できません。別の hall-channel を選んでください。
top-week = 7 日間で票の多い画像
top-month = 30 日間で票の多い画像
top-ever = これまでで票の多い画像
top-none = あなたに見える画像には、まだ票がありません。画像を選んで「▲」を押してください。
how-vote = 次のように書いてください: { COMMAND("vote") } k7f3q 5、または { COMMAND("vote") } k7f3q 5 off
how-top = { PLATFORM() ->
    [discord] { COMMAND("top") } と書いて、week、month、ever のどれかを選んでください
   *[other] 次のように書いてください: { COMMAND("top") } week、{ COMMAND("top") } month、または { COMMAND("top") } ever
}
help-top = { PLATFORM() ->
    [discord] モデレーターが殿堂のチャンネルを選んだところでは、選んだ画像や投稿された画像の下の ▲ で投票できます。ほかのメンバーの票がそろうと、そこに投稿されます。{ COMMAND("top") } は票の多い画像を表示します。
   *[other] モデレーターが殿堂のチャンネルを選んだところでは、選んだ画像や投稿された画像の下の ▲、または { COMMAND("vote") } k7f3q 5 で投票できます。ほかのメンバーの票がそろうと、そこに投稿されます。{ COMMAND("top") } week、month、ever は票の多い画像を表示します。
}
meaning-hall-channel = 殿堂のチャンネル
meaning-hall-votes = 殿堂入りに必要な票数
setting-hall-channel = 殿堂のチャンネル
setting-hall-votes = 殿堂入りの票数
rule-hall-unset = 殿堂なし
rule-hall-withdrawn = 殿堂から取り下げ済み

# --- reports to the moderators

report-picture = 報告
report-thanks = ありがとうございます。モデレーターが確認します。
report-no-picture = これは私の絵ではありません。
report-no-channel = 報告はモデレーターに届きませんでした。ここには報告用のチャンネルがないか、今はそこに投稿できません。{ $job } についてモデレーターに伝えてください。
report-dismissed = { $job } への報告を却下しました。
reported = { $reporter } が { $job } を報告: 「{ $prompt }」、リクエスト: { $asker }、#{ $channel }
reported-post = { $reporter } が投稿された画像 { $job } を報告しました：「{ $prompt }」（投稿：{ $asker }、#{ $channel }）
reported-show = 表示
reported-remove = 削除
reported-remove-grid = グリッドを削除
reported-dismiss = 却下
reported-time-out = { $count } 分間タイムアウト
how-report-picture = 次のように入力してください：{ COMMAND("report-picture") } k7f3q-5
help-report-picture = { PLATFORM() ->
    [discord] 私のメッセージのメニューからアプリ → 絵を報告を選ぶか、選んだ画像の下の報告を押すと、モデレーターに報告できます。モデレーターは画像の削除、報告の却下、作成または投稿したメンバーのタイムアウトができます。
   *[other] { COMMAND("report-picture", id: "k7f3q-5") } で、画像をモデレーターに報告します。モデレーターは画像の削除、報告の却下、作成または投稿したメンバーのタイムアウトができます。
}
