"""Captions in many scripts, for tests and for docs/captions.png, which this program draws:

    python -m tests.support.caption_samples docs/captions.png

It needs the Noto fonts that docs/memes.md names. Look at the picture after a change of the fonts or of Skia.
"""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPTS = {
    "Latin": "Größe, ça va? ¿Qué pasó, señor zorro?",
    "Vietnamese": "Tiếng Việt thật là đẹp",
    "Greek": "Η αλεπού βρήκε την πίτσα",
    "Cyrillic": "Лиса нашла твою пиццу",
    "Arabic": "وجد الثعلب البيتزا hello 123",
    "Hebrew": "השועל מצא את הפיצה ABC",
    "Devanagari": "लोमड़ी को पिज़्ज़ा मिला क्षत्रिय",
    "Bengali": "শিয়াল পিৎজা পেয়েছে",
    "Tamil": "நரி பீட்சாவைக் கண்டது",
    "Thai": "หมาจิ้งจอกเจอพิซซ่าของคุณแล้วกินหมดเลย",
    "Chinese": "狐狸找到了你的披萨",
    "Japanese": "キツネがあなたのピザを見つけた",
    "Korean": "여우가 피자를 찾았다",
    "Emoji": "🦊 ❤️ 🍕 🇩🇪 👨‍👩‍👧",
    "Mix": "the fox says 狐狸 и говорит שלום to नमस्ते, 100 % 🦊",
}
"""A mix is as long as two lines."""
ONE_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftspräsidentinnenfuchs"
"""Of a hundred letters."""
ACROSS, EDGE, GAP = 4, 200, 6


def main(file: Path) -> int:
    import numpy as np
    from PIL import Image

    from bot.replies.caption_image import captioned
    from inference.api import Request
    from inference.device.runner import Runner
    from inference.files import dalle_mini

    runner = Runner(dalle_mini.load(dalle_mini.locate("pocket", ""), "float32"))
    tiles = runner.draw(Request("a red fox in the snow", seed=5)).pictures
    samples = [*SCRIPTS.values(), ONE_WORD]
    rows = -(-len(samples) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (EDGE + GAP) - GAP, rows * (EDGE + GAP) - GAP), "white")
    for i, text in enumerate(samples):
        small = Image.fromarray(captioned(tiles[i % len(tiles)], text, "", "classic")).resize((EDGE, EDGE))
        sheet.paste(small, (i % ACROSS * (EDGE + GAP), i // ACROSS * (EDGE + GAP)))
    sheet.quantize(48, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {np.asarray(sheet).shape}, {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
