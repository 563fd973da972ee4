import { describe, expect, it } from "vitest";
import { TilescopeError } from "../../errors.ts";
import { parseRedisAddress } from "./redis-settings.ts";

describe("address of Redis", () => {
  it("reads hosts, ports, credentials and encryption", () => {
    expect(parseRedisAddress("redis://localhost")).toEqual({ nodes: [{ host: "localhost", port: 6379 }] });
    expect(parseRedisAddress("redis://a:1,b:2,[::1]:3/")).toEqual({
      nodes: [
        { host: "a", port: 1 },
        { host: "b", port: 2 },
        { host: "::1", port: 3 },
      ],
    });
    expect(parseRedisAddress("rediss://user:p%40ss@host:6380")).toEqual({
      nodes: [{ host: "host", port: 6380 }],
      tls: true,
      username: "user",
      password: "p@ss",
    });
    expect(parseRedisAddress("redis://a%3Ab:p:w@host")).toMatchObject({ username: "a:b", password: "p:w" });
    expect(parseRedisAddress("redis://:secret@host")).toEqual({
      nodes: [{ host: "host", port: 6379 }],
      password: "secret",
    });
  });

  it.each(["", "localhost:6379", "http://host", "redis://", "redis://host:0", "redis://host:99999", "redis://a,,b"])(
    "refuses %j",
    (address) => {
      expect(() => parseRedisAddress(address)).toThrow(TilescopeError);
    },
  );

  it.each([
    "redis://user:secret@host:0",
    "redis://user:sec/ret@host",
    "redis://user:secret@se@host",
    "redis://user:%secret@host",
    "http://user:secret@host",
    "user:secret@host",
  ])("does not show the password of %s in its message", (address) => {
    expect(() => parseRedisAddress(address)).toThrow(/^(?!.*(sec|ret)).*$/);
    expect(() => parseRedisAddress(address)).toThrow(/host/);
  });
});
