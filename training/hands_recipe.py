"""The numbers of Pocket: sizes, lengths, and what is drawn on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inference.model.config import BartConfig, VQGANConfig
from training.data.hand_pool import Course
from training.scenes.compose import Mix

SCENES = Mix(
    single=0.8,
    count=0.03,
    pair=0.05,
    placed=0.0,
    on=0.0,
    acting=0.12,
    coloured=0.06,
    backed=0.8,
    styled=0.04,
    sized=0.0,
    still=True,
    variants=1,
    grains=1,
    common=0.85,
)
"""What the book and the tokenizer must be able to say besides drawings on plain paper."""
POOL = "scenes-6"
"""Where a run keeps the codes of scenes: another name whenever a seed gives another scene than before."""
AGAIN = Course(first=0.5, scenes=0.7, scenes_from=-1.0, scenes_to=0.0)
"""The course of a run that goes on from a model: it knows single things, so scenes come from its first update on."""
WINDOW = 300
"""Updates that the average of the weights remembers, but at most a tenth of the run; it is what draws."""
ALONE = 0.6
"""The part of a decoder's pictures that is a drawing by itself."""
FRESH = 1 << 40
"""The first scene that the book was not learnt from."""
BOOK_SCENES, CAPTIONS = 3000, 40_000
_LATER = """
eating riding wearing holding playing fighting driving drinking reading dancing singing cooking flying swimming
running sleeping crying laughing painting hugging kissing chasing throwing carrying inside outside between behind
trial courtroom rocket spaceship tank bathtub office kitchen bedroom restaurant supermarket gas station school
hospital church jail stage ring stadium movie poster album cover game video screenshot surveillance footage trail cam
crossover statue plush lego origami minecraft anime realistic cute scary angry sad happy evil tiny giant old young
wooden golden silver glass fluffy hairy armchair sofa parade battle wedding birthday funeral party war meme world
"""
LATER = tuple(_LATER.split())
"""Words that no caption has yet and a later one may have: the tokenizer is the one thing that stays for ever."""
LENGTHS = frozenset({"steps", "painting", "course"})
"""What may be changed while a run goes on."""
SAMPLE_PROMPTS = (
    "a fox",
    "a pizza",
    "an octopus",
    "a robot",
    "a 3d penguin",
    "a unicorn",
    "a wizard",
    "a taco",
    "a silhouette of a cat",
    "a hamburger",
)


@dataclass(frozen=True)
class HandsRecipe:
    """Sizes and lengths; a batch is in pictures, the rate that of matrices.

    Args:
        painting: parts of the decoder's training: how often the tile is halved, updates, pictures a batch, and the
            part of `vqgan_rate` that it learns at.
    """

    bart: BartConfig
    vqgan: VQGANConfig
    course: Course = Course()  # noqa: RUF009 (frozen)
    steps: int = 6000
    batch: int = 24
    rate: float = 2e-3
    painting: tuple[tuple[int, int, int, float], ...] = ((1, 1000, 8, 1.0), (0, 2000, 4, 1.0))
    vqgan_rate: float = 1e-3
    seed: int = 1


RECIPE = HandsRecipe(
    bart=BartConfig(
        d_model=192,
        encoder_layers=2,
        decoder_layers=4,
        encoder_attention_heads=3,
        decoder_attention_heads=3,
        encoder_ffn_dim=384,
        decoder_ffn_dim=640,
        encoder_vocab_size=4096,
        image_vocab_size=4096,
        max_text_length=32,
        image_length=144,
        decoder_start_token_id=4096,
        normalize_text=True,
    ),
    vqgan=VQGANConfig(
        ch=32,
        ch_mult=(1, 1, 2, 2, 4),
        num_res_blocks=1,
        attn_resolutions=(),
        resolution=192,
        z_channels=64,
        embed_dim=64,
        n_embed=4096,
    ),
)
KEEP, LOOK, PACED = 100, 500, 5
"""Updates between two checkpoints, between two sample sheets, and those by which the pace is measured."""
SAMPLING: dict[str, Any] = {"guidance": 1.5, "temperature": 0.6, "top_k": 50}
"""A small model needs little guidance; a lower temperature derails less and shows fewer hands."""
