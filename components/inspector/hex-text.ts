/** Hex digits in bytes, `04 02 08`, cut after `most` bytes with how many there are in all. */
export function hexText(hex: string, most = 24): string {
  const bytes = hex.match(/../g) ?? [];
  if (bytes.length <= most) return bytes.join(" ");
  return `${bytes.slice(0, most).join(" ")} … ${bytes.length.toLocaleString("en-US")} bytes`;
}
