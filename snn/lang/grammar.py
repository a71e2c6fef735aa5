"""What the language is made of: the constructs it has, and what to write instead of the others."""

from __future__ import annotations

import ast

ALLOWED = (
    "allowed are assignments, one `return` at the end, + - * / ** of floats, + - * & | ^ << >> ~ "
    "of integers, comparisons, and / or / not, `a if c else b`, numbers, the language's functions "
    "and helpers written in it"
)
BINARY: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.BitAnd: "band",
    ast.BitOr: "bor", ast.BitXor: "bxor", ast.LShift: "shl", ast.RShift: "shr",
}  # fmt: skip
COMPARE: dict[type[ast.AST], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip
INSTEAD: dict[type[ast.AST], str] = {
    ast.If: "a branch; write `x = a if c else b` or where(c, a, b): both sides are evaluated",
    ast.For: "a loop; write its steps out, or keep a state variable",
    ast.While: "a loop; write its steps out, or keep a state variable",
    ast.FunctionDef: "a nested def; define the helper at module level",
    ast.Lambda: "a lambda; define a helper with def",
    ast.Assert: "an assertion; check parameters on the host",
    ast.Raise: "an exception; return NaN: the network reports non-finite states",
    ast.Expr: "a value that nothing uses; assign it or remove it",
    ast.Constant: "a constant that is not a number, True or False",
    ast.Subscript: "an index; a model function sees one neuron, pass the value as an argument",
    ast.Attribute: "an attribute; a model function has no objects, pass the value as an argument",
    ast.FloorDiv: "//; write floor(x / y) for floats, x >> n for integers",
    ast.Mod: "%; write x - y * floor(x / y) for floats, x & (n - 1) for integers",
    ast.MatMult: "a matrix product; a model function sees one neuron",
    ast.Is: "`is`; compare numbers with ==",
    ast.IsNot: "`is not`; compare numbers with !=",
    ast.In: "`in`; compare numbers with == and `or`",
    ast.NotIn: "`not in`; compare numbers with != and `and`",
    ast.Import: "an import; import at module level",
    ast.ImportFrom: "an import; import at module level",
    ast.NamedExpr: "`:=`; assign on a line of its own",
    ast.Tuple: "a tuple inside an expression; assign its parts first",
}

_C_WORDS = """
    auto bool break case char const continue default do double else enum extern float for goto if
    inline int long register return short signed sizeof static struct switch typedef union unsigned
    void volatile while asm catch class delete explicit friend mutable namespace new operator
    private protected public template this throw try typename using virtual export true false and
    or not xor compl bitand bitor
"""
_CALLED = """
    np abs fabs fabsf sqrt sqrtf floor floorf rint rintf
    bits_f32 bits_f64 from_bits_f32 from_bits_f64
"""
# Taken in C or in the emitted text: an argument may not be called so, a local is renamed.
RESERVED = frozenset((_C_WORDS + _CALLED).split())
