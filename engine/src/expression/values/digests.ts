/** Bytes with the padding of the MD and SHA families: a one bit, zeros, the length in bits. */
function padded(bytes: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const lengthBytes = block === 64 ? 8 : 16;
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const buffer = new Uint8Array(size);
  buffer.set(bytes);
  buffer[bytes.length] = 0x80;
  const view = new DataView(buffer.buffer);
  view.setBigUint64(littleEndian ? size - lengthBytes : size - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const rotateRight = (value: number, bits: number): number => (value >>> bits) | (value << (32 - bits));

const hexWord = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

const MD5_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const MD5_CONSTANTS = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

/** MD5 in hexadecimal. */
export function md5Hex(bytes: Uint8Array): string {
  const view = padded(bytes, 64, true);
  const state: [number, number, number, number] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const turn = i >> 4;
      const mixed =
        turn === 0 ? (b & c) | (~b & d) : turn === 1 ? (d & b) | (~d & c) : turn === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const index = turn === 0 ? i : turn === 1 ? (5 * i + 1) % 16 : turn === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const sum = (a + mixed + (MD5_CONSTANTS[i] ?? 0) + view.getUint32(at + 4 * index, true)) | 0;
      [a, d, c] = [d, c, b];
      b = (b + rotateLeft(sum, MD5_SHIFTS[turn]?.[i % 4] ?? 0)) | 0;
    }
    for (const [i, word] of [a, b, c, d].entries()) state[i] = ((state[i] ?? 0) + word) | 0;
  }
  const output = new DataView(new ArrayBuffer(4));
  return state
    .map((word) => {
      output.setInt32(0, word, true);
      return hexWord(output.getUint32(0));
    })
    .join("");
}

/** SHA-1 in hexadecimal. */
export function sha1Hex(bytes: Uint8Array): string {
  const view = padded(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const words = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++)
      words[i] =
        i < 16
          ? view.getInt32(at + 4 * i)
          : rotateLeft((words[i - 3] ?? 0) ^ (words[i - 8] ?? 0) ^ (words[i - 14] ?? 0) ^ (words[i - 16] ?? 0), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const mixed = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][Math.floor(i / 20)] ?? 0;
      const sum = (rotateLeft(a, 5) + mixed + e + constant + (words[i] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, sum];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) state[i] = ((state[i] ?? 0) + word) | 0;
  }
  return state.map(hexWord).join("");
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

/** The first 64 bits of the fraction of a root, computed exactly. */
function rootFraction(prime: number, degree: 2 | 3): bigint {
  const target = BigInt(prime) << BigInt(64 * degree);
  let low = 0n;
  let high = BigInt(prime) << 64n;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle - 1n;
  }
  return low & 0xffffffffffffffffn;
}

const SHA2_CONSTANTS = firstPrimes(80).map((prime) => rootFraction(prime, 3));
const SHA2_START = firstPrimes(8).map((prime) => rootFraction(prime, 2));
const SHA384_START = firstPrimes(16)
  .slice(8)
  .map((prime) => rootFraction(prime, 2));
const SHA256_CONSTANTS = SHA2_CONSTANTS.slice(0, 64).map((constant) => Number(constant >> 32n) | 0);

function sha256Hex(bytes: Uint8Array, start: readonly number[], words: number): string {
  const view = padded(bytes, 64, false);
  const state = [...start];
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) {
      const [a, b] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
      const s0 = rotateRight(a, 7) ^ rotateRight(a, 18) ^ (a >>> 3);
      const s1 = rotateRight(b, 17) ^ rotateRight(b, 19) ^ (b >>> 10);
      w[i] = i < 16 ? view.getInt32(at + 4 * i) : ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
      const sum = (h + s1 + ((e & f) ^ (~e & g)) + (SHA256_CONSTANTS[i] ?? 0) + (w[i] ?? 0)) | 0;
      const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + sum) | 0, c, b, a, (sum + s0 + majority) | 0];
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] ?? 0) + word) | 0;
  }
  return state.slice(0, words).map(hexWord).join("");
}

const wrap64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate64 = (value: bigint, bits: bigint): bigint => wrap64((value >> bits) | (value << (64n - bits)));

function sha512Hex(bytes: Uint8Array, start: readonly bigint[], words: number): string {
  const view = padded(bytes, 128, false);
  const state = [...start];
  const w: bigint[] = [];
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 80; i++) {
      const [a, b] = [w[i - 15] ?? 0n, w[i - 2] ?? 0n];
      const s0 = rotate64(a, 1n) ^ rotate64(a, 8n) ^ (a >> 7n);
      const s1 = rotate64(b, 19n) ^ rotate64(b, 61n) ^ (b >> 6n);
      w[i] = i < 16 ? view.getBigUint64(at + 8 * i) : wrap64((w[i - 16] ?? 0n) + s0 + (w[i - 7] ?? 0n) + s1);
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n);
      const sum = wrap64(h + s1 + ((e & f) ^ (wrap64(~e) & g)) + (SHA2_CONSTANTS[i] ?? 0n) + (w[i] ?? 0n));
      const s0 = rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      [h, g, f, e, d, c, b, a] = [g, f, e, wrap64(d + sum), c, b, a, wrap64(sum + s0 + majority)];
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = wrap64((state[i] ?? 0n) + word);
  }
  return state
    .slice(0, words)
    .map((word) => word.toString(16).padStart(16, "0"))
    .join("");
}

/** SHA-2 in hexadecimal for 224, 256 (also written 0), 384 or 512 bits; null for any other size. */
export function sha2Hex(bytes: Uint8Array, bits: number): string | null {
  switch (bits) {
    case 0:
    case 256:
      return sha256Hex(
        bytes,
        SHA2_START.map((word) => Number(word >> 32n) | 0),
        8,
      );
    case 224:
      return sha256Hex(
        bytes,
        SHA384_START.map((word) => Number(word & 0xffffffffn) | 0),
        7,
      );
    case 384:
      return sha512Hex(bytes, SHA384_START, 6);
    case 512:
      return sha512Hex(bytes, SHA2_START, 8);
    default:
      return null;
  }
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ -1) >>> 0;
}
