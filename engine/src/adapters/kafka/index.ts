export type { AssignedPartition, GroupMember, OnAssigned, OnRevoked } from "./consumer-group.ts";
export { createDeadLetters, DEAD_LETTER_SUFFIX } from "./dead-letters.ts";
export { createKafkaLog, type KafkaLog } from "./kafka-log.ts";
export type { KafkaAppend, KafkaRecord, RecordHeader } from "./kafka-record.ts";
export { type KafkaSettings, parseKafkaAddress } from "./kafka-settings.ts";
