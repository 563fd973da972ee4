export { type AvroField, type AvroRecord, type AvroType, avroSchema } from "./avro-schema.ts";
export {
  type BatchIrCodec,
  batchIrCodec,
  createBatchIrCodec,
  type StoredBatchIr,
  type StoredHop,
} from "./batch-ir-codec.ts";
export { createRecordCodec, hasNullMembers, type RecordCodec, type StoredRecord } from "./record-codec.ts";
export { dividesHop, tileSizesMs } from "./resolution.ts";
export { inputCodec, keyCodec, mutationCodec, outputCodec } from "./row-codecs.ts";
export { createTileCodec, type StoredTileIr, type TileCodec, tileCodec } from "./tile-codec.ts";
export { type TileWriter, tileWriter } from "./tile-writer.ts";
