"""The results of all parts as Markdown. What a part did not measure has no line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Found = dict[str, Any]


def markdown(parts: dict[str, Found]) -> str:
    """`parts`: each one's file, by its name."""
    figures = {name: found.get("figures", {}) for name, found in parts.items()}
    sections = [
        _device(figures.get("device", {})),
        *(_slots(name, figures[name], figures.get("device", {})) for name in ("mini", "mega") if name in figures),
        _parity(figures.get("parity", {})),
        _determinism({name: found for name, found in figures.items() if name.startswith("determinism")}),
        _starts({name: found for name, found in figures.items() if name.startswith("start-")}),
        _engine(figures.get("engine", {})),
        _programs({name: found for name, found in figures.items() if found.get("step_seconds")}),
        _training(figures.get("training", {})),
        _notes(parts),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _device(of: Found) -> list[str]:
    if "device" not in of:
        return []
    rates = {
        "memory, GB": "memory_gigabytes",
        "read in bfloat16, GB/s": "read_bfloat16_gigabytes_per_second",
        "read in float32, GB/s": "read_float32_gigabytes_per_second",
        "copied (read and written), GB/s": "copy_gigabytes_per_second",
        "multiplied in bfloat16, 10^12 operations/s": "multiply_bfloat16_teraoperations_per_second",
        "multiplied in float32 by default": "multiply_float32_teraoperations_per_second",
        "multiplied in float32 at the highest precision": "multiply_float32-highest_teraoperations_per_second",
        "a call from Python to its result, µs": "call_microseconds",
        "a turn of a loop on the device, µs": "turn_of_a_loop_microseconds",
    }
    lines = [f"{of['device']}, {of['client']}; jax {of['jax']}, Python {of['python']}, {of['cores']} CPU cores", ""]
    return lines + _table(["the device", ""], ([text, of[key]] for text, key in rates.items() if key in of))


def _slots(name: str, of: Found, device: Found) -> list[str]:
    rate = device.get("read_bfloat16_gigabytes_per_second")
    names = ["slots", "compiling, s", "step, ms", "floor", "unwaited, ms", "one insertion, ms", "nine pictures, ms",
             "all grids, s", "grids/s", "memory, peak, GB"]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for slots, got in sorted(of.get("slots", {}).items(), key=lambda item: int(item[0])):
            memory = f"{got.get('memory_gigabytes', '?')}, {got.get('peak_gigabytes', '?')}"
            if "step_seconds" not in got:
                yield [slots, got.get("compile_seconds", "?"), *["?"] * 7, memory]
                continue
            share = f"{got['step_gigabytes'] / rate / got['step_seconds']:.0%}" if rate else "?"
            times = (got[key] * 1e3 for key in ("unwaited_step_seconds", "insert_seconds", "pictures_seconds"))
            step, together = f"{got['step_seconds'] * 1e3:.3f}", f"{got['round_seconds']:.3f}"
            rest = [*(f"{time:.2f}" for time in times), together, got["grids_per_second"], memory]
            yield [slots, got["compile_seconds"], step, share, *rest]

    title = f"{name.capitalize()}'s shapes, bfloat16, all slots in one batch; weights: {of.get('weights_gigabytes')} GB"
    return [title, "", *_table(names, rows())]


def _parity(of: Found) -> list[str]:
    if not of.get("ways"):
        return []

    def rows() -> Iterator[list[Any]]:
        for way, got in of["ways"].items():
            codes = got["greedy_codes_changed"]
            yield [way, _both(got["logits"]), _both(got["pixels"]), f"{codes['changed']} of {codes['of']}"]

    names = ["against the reference (most, root mean square)", "logits", "pixels (0 to 1)", "greedy codes changed"]
    said = f"The reference's own bfloat16 is off by {_both(of['reference_bfloat16'])}."
    return [*_table(names, rows()), "", said]


def _both(got: Found) -> str:
    return f"{got['most']}, {got['root_mean_square']}"


def _determinism(parts: dict[str, Found]) -> list[str]:
    first = parts.get("determinism", {}).get("codes")

    def rows() -> Iterator[list[Any]]:
        for name, of in parts.items():
            for where, got in of.get("changed", {}).items():
                yield [name, where, f"{got['codes']} of {of['codes_in_all']}", got["bytes"]]
            if first and "codes" in of and name != "determinism":
                both = (of["codes"] == first, of["pictures"] == parts["determinism"]["pictures"])
                yield [name, "alone, against the first process", *("the same" if same else "others" for same in both)]

    return _table(["part", "the same request", "codes changed", "bytes of pictures changed"], rows())


def _starts(parts: dict[str, Found]) -> list[str]:
    names = [
        "start",
        "weights, s",
        "step",
        "insert",
        "empty",
        "VQGAN",
        "compiling in all, s",
        "first grid, s",
        "second",
    ]

    def rows() -> Iterator[list[Any]]:
        for name, of in parts.items():
            if "compile_seconds" in of:
                each = of["compile_seconds"]
                compiled = [each[key] for key in ("step", "insert", "empty", "vqgan")]
                grids = [of.get(f"{which}_grid_seconds", "?") for which in ("first", "second")]
                yield [name, of["weights_seconds"], *compiled, of["compile_seconds_in_all"], *grids]

    return _table(names, rows())


def _engine(of: Found) -> list[str]:
    names = {
        "one grid by a loop of the programs, s": "loop_seconds",
        "by the engine, s": "engine_seconds",
        "the engine's overhead": "overhead",
        "share of the engine's seconds in which no call of the device ran": "idle",
        "all slots full, grids/s": "grids_per_second",
        "slots": "slots",
        "share of the slots that drew": "filled",
        "share of the time in which the device worked": "device_busy",
        "seconds of a request among all": "median_seconds_of_a_request",
    }
    return _table(["the engine", ""], ([text, of[key]] for text, key in names.items() if key in of))


def _programs(parts: dict[str, Found]) -> list[str]:
    rows = (
        [name, of["flags"] or "none", codes, f"{seconds * 1e3:.3f}", of["compile_seconds"][codes]]
        for name, of in parts.items()
        for codes, seconds in of["step_seconds"].items()
    )
    return _table(["part", "flags", "codes a call", "step, ms", "compiling, s"], rows)


def _training(of: Found) -> list[str]:
    rows = (
        [name, f"{got['step']} of {got['of']}", got["values"], got["at"]] for name, got in of.get("parts", {}).items()
    )
    return _table(["training", "updates", "at the last report", "after s"], rows)


def _notes(parts: dict[str, Found]) -> list[str]:
    return [f"* {name}: {note}" for name, found in parts.items() for note in found.get("notes", [])]


def _table(names: list[str], rows: Iterator[list[Any]]) -> list[str]:
    """Nothing without rows."""
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return [f"| {' | '.join(names)} |", "|" + "---|" * len(names), *lines] if lines else []
