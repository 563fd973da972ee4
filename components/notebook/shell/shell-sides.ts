import { useSyncExternalStore } from "react";
import { storedSetting, useStoredSetting } from "../../ui/stored-setting.ts";

type Side = "open" | "closed";
const AUTO = ["auto", "open", "closed"] as const;

const leftChoice = storedSetting("tilescope.left", AUTO, "auto");
const rightChoice = storedSetting("tilescope.right", AUTO, "auto");

/** Below these widths a side starts folded, until the person opens it. */
const LEFT_NEEDS = "(min-width: 1100px)";
const RIGHT_NEEDS = "(min-width: 1320px)";

function useMatches(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
    () => true,
  );
}

/** Which sides of the shell are open. */
export function useShellSides() {
  const leftFits = useMatches(LEFT_NEEDS);
  const rightFits = useMatches(RIGHT_NEEDS);
  const leftWish = useStoredSetting(leftChoice);
  const rightWish = useStoredSetting(rightChoice);
  const left: Side = leftWish === "auto" ? (leftFits ? "open" : "closed") : leftWish;
  const right: Side = rightWish === "auto" ? (rightFits ? "open" : "closed") : rightWish;
  return {
    left,
    right,
    toggleLeft: () => leftChoice.set(left === "open" ? "closed" : "open"),
    toggleRight: () => rightChoice.set(right === "open" ? "closed" : "open"),
    openRight: () => rightChoice.set("open"),
  };
}
