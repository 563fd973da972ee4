"use client";

import { useState } from "react";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import { downloadText } from "../files/notebook-file.ts";
import { definitionsIn } from "../run/cell-role.ts";
import { useRuntimePart } from "../session/session-context.tsx";
import { DeployDialog } from "./DeployDialog.tsx";
import { useFollowLive } from "./use-follow-live.ts";

/** Brings a definition of the notebook to the server, or out of the page as compiled JSON. */
export function DeployMenu() {
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
    ...definitions.map((definition, i) => ({
      label: `Download ${definition.name} as compiled JSON`,
      separated: i === 0,
      onSelect: () =>
        downloadText(`${definition.name}.json`, `${stringifyJson(definition.groupBy, 2)}\n`, "application/json"),
    })),
  ];
  return (
    <>
      <Menu
        label="Deploy"
        align="end"
        items={items.length > 0 ? items : [{ label: "No definition yet", disabled: true, onSelect: () => undefined }]}
      >
        Deploy
        <Icon name="chevronDown" size={12} />
      </Menu>
      {chosen !== undefined && <DeployDialog definition={chosen} onClose={() => setName(null)} />}
    </>
  );
}
