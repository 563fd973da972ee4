import { describe, expect, it } from "vitest";
import { withImports } from "./header-imports.ts";

describe("withImports", () => {
  it("adds what is missing, and leaves the rest of the header", () => {
    const header = '// mine\nimport { GroupBy, hours } from "tilescope/notebook";\nconst x = 1;';
    expect(withImports(header, ["days", "GroupBy"])).toBe(
      '// mine\nimport { days, GroupBy, hours } from "tilescope/notebook";\nconst x = 1;',
    );
    expect(withImports(header, ["hours"])).toBe(header);
    expect(withImports(header, [])).toBe(header);
  });

  it("reads an import over several lines, and writes one where the names are many", () => {
    const names = Array.from({ length: 14 }, (_, i) => `LongName${String(i).padStart(2, "0")}`);
    const long = withImports("import {\n  GroupBy,\n} from 'tilescope/notebook'", names);
    expect(long.split("\n")).toEqual([
      "import {",
      "  GroupBy,",
      ...names.map((name) => `  ${name},`),
      '} from "tilescope/notebook";',
    ]);
    expect(withImports(long, names)).toBe(long);
  });

  it("begins a header that has none, and takes $ for what it is", () => {
    expect(withImports("", ["GroupBy"])).toBe('import { GroupBy } from "tilescope/notebook";');
    expect(withImports("const $1 = 2;", ["days"])).toBe('import { days } from "tilescope/notebook";\nconst $1 = 2;');
    expect(withImports('import { GroupBy as $1 } from "tilescope/notebook";', ["days"])).toBe(
      'import { days, GroupBy as $1 } from "tilescope/notebook";',
    );
  });
});
