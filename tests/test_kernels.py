"""The CUDA source as text: flattening, the generated headers, the structs that Python fills."""

from __future__ import annotations

import numpy as np
import pytest
from snn.backends.cupy import generated

from snn import kernels
from tests.conftest import BACKENDS


@pytest.mark.parametrize("name", generated.files())
def test_generated_source_is_what_the_translator_gives(name: str) -> None:
    stored = (generated.FOLDER / name).read_text(encoding="utf-8")
    assert stored == generated.files()[name], "run: python -m snn.backends.cupy.generated"


def test_nothing_else_is_generated() -> None:
    assert {path.name for path in generated.FOLDER.glob("*")} == set(generated.files())


def test_every_file_is_included_once() -> None:
    text = kernels.flatten("deliver.cu")
    assert "#include" not in text
    assert text.count("typedef unsigned int uint32;") == 1


def test_rendered_headers_take_the_place_of_files() -> None:
    text = kernels.flatten("plastic.cu", {"rule.cuh": "typedef float real;"})
    assert "typedef float real;" in text


def test_every_source_says_how_threads_and_memory_are_used() -> None:
    for path in kernels.FOLDER.glob("*.cu"):
        said = [x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith("//")]
        assert "hread" in " ".join(said) and "Memory" in " ".join(said), path.name


@pytest.fixture
def declarations() -> object:
    if not {"emulated", "cupy"} & set(BACKENDS):
        pytest.skip("neither a GPU nor g++ is here")
    from snn.backends.cupy.structs import Declarations

    return Declarations(
        """
        typedef unsigned char uint8; typedef long long int64;
        struct Inner { const float* x; int n; };
        // struct Hidden { int no; };
        struct Outer { uint8 flag; Inner inner; double y; const Inner* table; void* any; };
        struct Own { int many[4]; };
        """
    )


def test_structs_have_the_layout_of_c_emulated(declarations: object) -> None:
    structs = declarations.structs  # type: ignore[attr-defined]
    assert set(structs) == {"Inner", "Outer"}
    fields = structs["Outer"].dtype.fields
    assert {name: offset for name, (_, offset) in fields.items()} == {
        "flag": 0, "inner": 8, "y": 24, "table": 32, "any": 40,
    }  # fmt: skip
    assert structs["Outer"].dtype.itemsize == 48


WRONG = {
    "a field is missing": ({"x": None}, "missing or unknown fields: n"),
    "a field is unknown": ({"x": None, "n": 1, "m": 2}, "missing or unknown fields: m"),
    "a pointer of another type": ({"x": np.float64, "n": 1}, r"expected float\* \(float32\)"),
    "a number that does not fit": ({"x": None, "n": 2**31}, "2147483648 does not fit int"),
    "an array for a number": ({"x": None, "n": np.arange(2)}, "expected one int"),
    "an array with gaps": ({"x": "gaps", "n": 1}, "the array is not contiguous"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_values_are_refused_emulated(case: str, declarations: object) -> None:
    import cupy

    values, message = WRONG[case]
    values = dict(values)
    if values["x"] is np.float64:
        values["x"] = cupy.zeros(3, np.float64)
    elif values["x"] == "gaps":
        values["x"] = cupy.zeros(6, np.float32)[::2]
    with pytest.raises(TypeError, match=message):
        declarations.structs["Inner"].fill(**values)  # type: ignore[attr-defined]
