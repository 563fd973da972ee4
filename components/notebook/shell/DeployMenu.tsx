"use client";

import { useState } from "react";
import { definitionsIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import type { ChrononFiles } from "../chronon/use-chronon-files.ts";
import { useRuntimePart } from "../session/session-context.tsx";
import { DeployDialog } from "./DeployDialog.tsx";
import { useFollowLive } from "./use-follow-live.ts";

/** Brings a definition of the notebook to the server, or out of the page and into it in Chronon's forms. */
export function DeployMenu({ chronon }: { readonly chronon: ChrononFiles }) {
  const cells = useRuntimePart((state) => state.cells);
  const [name, setName] = useState<string | null>(null);
  const followLive = useFollowLive();
  const definitions = [...cells.values()].flatMap((cell) => definitionsIn(cell.result?.values ?? []));
  const chosen = definitions.find((definition) => definition.name === name);
  const items: readonly MenuItem[] = [
    ...definitions.map((definition) => ({
      label: `Deploy ${definition.name}`,
      onSelect: () => setName(definition.name),
    })),
    ...definitions.map((definition) => {
      const follow = followLive(definition);
      return {
        label: `Follow ${definition.name} live`,
        disabled: follow === null,
        onSelect: () => follow?.(),
      };
    }),
    ...definitions.flatMap((definition, i) => [
      {
        label: `Export ${definition.name} as Chronon Python`,
        separated: i === 0,
        onSelect: () => chronon.exportAs(definition, "python"),
      },
      {
        label: `Export ${definition.name} as compiled JSON`,
        onSelect: () => chronon.exportAs(definition, "json"),
      },
    ]),
    ...(definitions.length === 0 ? [{ label: "No definition yet", disabled: true, onSelect: () => undefined }] : []),
    { label: "Import a Chronon file", separated: true, onSelect: chronon.importFile },
  ];
  return (
    <>
      <Menu label="Deploy" align="end" items={items}>
        Deploy
        <Icon name="chevronDown" size={12} />
      </Menu>
      {chosen !== undefined && <DeployDialog definition={chosen} onClose={() => setName(null)} />}
    </>
  );
}
