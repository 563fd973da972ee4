import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { TilescopeError } from "../../errors.ts";
import { kafkaTopic, topicOfKafka } from "./topic-name.ts";

describe("name of a topic in Kafka", () => {
  it("leaves ordinary names as they are", () => {
    for (const topic of ["sales", "user_events.v1-2", "A", "-u00C4"]) expect(kafkaTopic("", topic)).toBe(topic);
    expect(kafkaTopic("dev.", "sales")).toBe("dev.sales");
  });

  it("writes other characters so that Kafka takes them", () => {
    expect(kafkaTopic("", "Ä b")).toBe("-u00C4--u0020-b");
    expect(kafkaTopic("", "-u00C4-")).toBe("-u002D-u00C4-");
  });

  it("gives every topic a name of its own, and finds it again", () => {
    const unit = fc.constantFrom("-", "u", "0", "C", "4", "Ä", "/", "a", "\ud800");
    check(
      "gives every topic a name of its own, and finds it again",
      fc.property(fc.string({ minLength: 1, maxLength: 12, unit }), (topic) => {
        const name = kafkaTopic("p.", topic);
        expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(topicOfKafka("p.", name)).toBe(topic);
      }),
    );
  });

  it("sees only topics with its prefix and in its own writing", () => {
    expect(topicOfKafka("p.", "other")).toBeNull();
    expect(topicOfKafka("p.", "p.")).toBeNull();
    expect(topicOfKafka("", "-u0041-")).toBeNull();
  });

  it.each(["", ".", "..", "Ä".repeat(40), "x".repeat(201)])("refuses %j", (topic) => {
    expect(() => kafkaTopic("", topic)).toThrow(TilescopeError);
  });
});
