### What only Discord's users see.

discord-help =
    { COMMAND("imagine") } は書いたものの絵を九枚描きます。番号を選ぶとその一枚が見られ、気に入ったら投稿できます。
    { COMMAND("quota") }：残り回数。{ COMMAND("cancel") }：最新のものを中止。{ COMMAND("again") }：以前の絵を見る。{ COMMAND("privacy") }：保存しているもの。
discord-help-topics = { COMMAND("help") } で項目を選ぶと詳しく見られます：{ $topics }
discord-help-imagine =
    { COMMAND("imagine") } 内容: a cat in a rocket、必要なら シード: 5、除く: dogs、隠す: True
    同じ言葉とシードなら同じ絵になります。「除く」は避けるもの。「隠す」はクリックするまで絵を隠します。
    メッセージの アプリ → これを描く は、その言葉を描きます。
discord-help-pick = 絵の下で番号を選ぶと、その一枚があなただけに見えます。「ここに投稿」で全員に見せます。
discord-help-again = { COMMAND("again") } id: k7f3q は以前の絵を、id: k7f3q-5 はその一枚を、そのまま表示します。
discord-help-cancel = { COMMAND("cancel") } は最新のものを、job: k7f3q を付けるとそれを中止します。下のボタンでもできます。回数は減りません。
discord-help-redo = 「もう一度」は同じ言葉を新しいシードで描きます。「再試行」は失敗したものをもう一度試します。
discord-help-delete = 「削除」はあなたの絵を全員から見えなくします。
discord-help-privacy = { COMMAND("privacy") } は保存しているものを説明します。what: export で渡し、what: delete で削除します。
discord-help-settings = { COMMAND("settings") } は設定できるものをすべて、それぞれのフォームと共に表示します。{ COMMAND("set") } は一つをすぐに変え、値がなければ制限をなくします。{ COMMAND("role") } はロールの制限です。
discord-help-audit = { COMMAND("audit") } は誰がいつ何を変えたかを表示します。page: 2 は二ページ目です。
discord-help-block = { COMMAND("block test") } はこの七日間に言葉で何が引っかかったはずかを表示し、{ COMMAND("block add") } で保存します。メンバーにはルールの名前だけが伝わり、言葉は伝わりません。{ COMMAND("block list") } で一覧、{ COMMAND("block remove") } で削除。
discord-help-channel = { COMMAND("channel") } はチャンネルの絵を止めたり再開したりします。
discord-help-timeout = { COMMAND("timeout") }：メンバーを数分お休みにし、待っているものをキャンセルします。minutes: 0 で終わります。
discord-help-grant = { COMMAND("grant") }：今日だけメンバーの回数を増やします。
discord-help-why = { COMMAND("why") } は計算のすべて（使用、残り、どのルールか）を表示します。
discord-help-line = { COMMAND("line") } は描いている人と待っている人を表示します。{ COMMAND("cancel-all") } はその人の全部を、{ COMMAND("cancel") } job: k7f3q は一つをキャンセルします。
discord-help-report = { COMMAND("report") } days: 7：この七日間の枚数、人数、お断り、待ち時間、費用を画像と CSV で。
discord-settings-how = 下で変更するものを選びます。{ COMMAND("undo") } で元に戻し、{ COMMAND("audit") } で履歴を見ます。
discord-block-empty = ルールはまだありません。{ COMMAND("block test") } で言葉に何が引っかかるか試せます。
discord-give-more = モデレーターとして変更できます：今日だけなら { COMMAND("grant") }、毎日なら { COMMAND("set") }
discord-how-again = id は、全体なら k7f3q、一枚なら k7f3q-5 です。
discord-how-block = ルールの言葉をコンマで区切って書いてください。
discord-long-setting = { $key } は長くなりすぎてフォームに入りません。{ COMMAND("role") } でロールごとに変更できます。
discord-reported = { $reporter } さんが { $job } を報告しました：「{ $prompt }」（{ $asker } さん、#{ $channel }）
discord-reported-remove = 取り除く
discord-reported-dismiss = 却下
discord-reported-show = 見る
discord-reported-time-out = { $count } 分お休み
discord-choose-channel = チャンネルでの描画をオン・オフします
discord-menu-imagine = これを描く
discord-menu-report = 絵を報告
discord-your-pictures = あなたの絵：{ $job }
discord-pick = 1枚選ぶ（あなただけに表示）
discord-message-deleted = 絵のメッセージが削除されたため、ここでお渡しします。
discord-not-posted-permissions = 頼まれた場所に投稿できませんでした。必要な権限：{ $missing }
discord-not-posted = 頼まれた場所に投稿できませんでした。
discord-picture-too-large = このサーバーには大きすぎる絵です。{ COMMAND("again") } { $job } で別の場所に表示できます。
discord-file-too-large = ファイルが大きすぎてここには送れません。より大きなファイルを送れる場所で頼んでください。
discord-choose-setting = 設定を変更
discord-report-no-picture = それは私の絵ではありません。
discord-report-thanks = ありがとうございます。モデレーターが確認します。
discord-report-no-channel = ここには報告用のチャンネルがありません。{ $job } についてモデレーターに伝えてください。
discord-lacking = このチャンネルで足りない権限：{ $missing }
discord-no-log = 保存しましたが、{ $channel } に書き込めません。チャンネルの表示とメッセージの送信を許可するか、別の log-channel を選んでください。
