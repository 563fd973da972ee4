const URI = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** Characters that Java's URI does not allow unquoted. */
const ILLEGAL = /[\p{Cc} "<>\\^`{|}]|%(?![0-9a-fA-F]{2})/u;

/** A part of a URL as PARSE_URL gives it; null where there is none, or for a text that is no URL. */
export function urlPart(url: string, part: string, key?: string): string | null {
  const match = ILLEGAL.test(url) ? null : URI.exec(url);
  if (match === null) return null;
  const [, protocol, authority, path = "", query, fragment] = match;
  const isOpaque = protocol !== undefined && authority === undefined && !path.startsWith("/");
  if (key !== undefined && part !== "QUERY") return null;
  switch (part) {
    case "HOST": {
      const host = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority ?? "")?.[1];
      return host === undefined || host === "" ? null : host;
    }
    case "PATH":
      return isOpaque ? null : path;
    case "QUERY":
      return key === undefined ? (query ?? null) : parameter(query ?? "", key);
    case "REF":
      return fragment ?? null;
    case "PROTOCOL":
      return protocol ?? null;
    case "FILE":
      return isOpaque ? null : query === undefined ? path : `${path}?${query}`;
    case "AUTHORITY":
      return authority === undefined || authority === "" ? null : authority;
    case "USERINFO":
      return /^([^@]*)@/.exec(authority ?? "")?.[1] ?? null;
    default:
      return null;
  }
}

function parameter(query: string, key: string): string | null {
  for (const pair of query.split("&")) if (pair.startsWith(`${key}=`)) return pair.slice(key.length + 1);
  return null;
}
