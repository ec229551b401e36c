"""A grid as a zip: each tile as a PNG with its parameters inside, and the parameters once more as JSON."""

from __future__ import annotations

import io
import json
import zipfile

from bot.replies import collage, job_replies
from bot.reply import File
from bot.store import Job
from inference.api import Pictures


def zipped(job: Job, pictures: Pictures, locale: str) -> File:
    """Slow: call it in a thread. The same grid is the same file, byte by byte."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for tile in range(1, len(pictures) + 1):
            picture = job_replies.tile_picture(job, tile, pictures[tile - 1 : tile], locale)
            file = collage.encode(picture)
            archive.writestr(zipfile.ZipInfo(file.name), file.data)
        text = json.dumps(job_replies.parameters(job), ensure_ascii=False, indent=2)
        archive.writestr(zipfile.ZipInfo(f"{job.id}.json"), text.encode("utf-8", "replace"))
    return File(data.getvalue(), f"{job.id}.zip", "application/zip")
