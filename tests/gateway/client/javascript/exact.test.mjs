// JSON keeps every digit of an integer, with and without an engine's own way to do it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  parse,
  parseMarked,
  write,
  writeMarked,
} from "../../../../gateway/client/javascript/exact.mjs";

const TEXTS = [
  '{"a":9007199254740993,"b":9007199254740991,"c":-9223372036854775808}',
  '["9007199254740993","@@","\\"@9007199254740993\\"",{"@":9007199254740993}]',
  '[1,0.5,-1e3,1.2345678901234567,123456789012345678901234567890]',
  '{"deep":[{"time_ns":1767574862000000001,"text":"价格 \\\\ 9007199254740993"}]}',
  '[]',
  '"@"',
];

for (const [way, from, to] of [["own", parse, write], ["marked", parseMarked, writeMarked]]) {
  test(`an integer comes back with all its digits (${way})`, () => {
    for (const text of TEXTS) {
      const again = to(from(text));
      const plain = text.replace("-1e3", "-1000");
      assert.equal(again, plain.replace("1.2345678901234567", "1.2345678901234567"));
    }
    assert.equal(from("[9007199254740993]")[0], 9007199254740993n);
    assert.equal(from("[9007199254740991]")[0], 9007199254740991);
    assert.equal(from('["9007199254740993"]')[0], "9007199254740993");
  });

  test(`what is no JSON is refused (${way})`, () => {
    for (const text of ["", "{", "[1,]", "9007199254740993 1", "01"])
      assert.throws(() => from(text), SyntaxError);
  });
}

test("both ways give the same", () => {
  for (const text of TEXTS) assert.deepEqual(parse(text), parseMarked(text));
});
