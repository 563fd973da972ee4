import { describe, expect, it } from "vitest";
import { TilescopeError } from "../../errors.ts";
import { parseKafkaAddress } from "./kafka-settings.ts";

describe("address of Kafka", () => {
  it("reads brokers and encryption", () => {
    expect(parseKafkaAddress("kafka://localhost")).toEqual({ brokers: ["localhost:9092"] });
    expect(parseKafkaAddress("kafka://a:1,b,[::1]:3/")).toEqual({ brokers: ["a:1", "b:9092", "[::1]:3"] });
    expect(parseKafkaAddress("kafkas://a:1")).toEqual({ brokers: ["a:1"], tls: true });
  });

  it.each(["", "localhost:9092", "http://host", "kafka://", "kafka://host:0", "kafka://a,,b", "kafka://user@host"])(
    "refuses %j",
    (address) => {
      expect(() => parseKafkaAddress(address)).toThrow(TilescopeError);
    },
  );
});
