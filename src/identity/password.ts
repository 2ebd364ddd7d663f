import { randomBytes, type ScryptOptions, scryptSync, timingSafeEqual } from "node:crypto";

/** What a password must have at least, in characters, and may have at most: hashing longer ones only costs time. */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

const LOG_N = 15;
const R = 8;
const P = 1;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const FORMAT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

/**
 * Hashes a password with scrypt (RFC 7914; N = 2^15, r = 8, p = 1: 32 MiB and about 70 ms) under a fresh salt of 16 bytes.
 * Passwords that look the same in Unicode are the same (NFKC, as NIST SP 800-63B asks).
 * @returns a PHC string that names its own costs, so that they can be raised without losing older hashes
 */
export function hashPassword(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const key = derive(password, salt, KEY_BYTES, LOG_N, R, P);
  return `$scrypt$ln=${LOG_N},r=${R},p=${P}$${base64(salt)}$${base64(key)}`;
}

/** Whether a password is the one that was hashed, compared in constant time. What is no hash of ours fits no password. */
export function verifyPassword(password: string, hash: string): boolean {
  const [, logN, r, p, salt, key] = FORMAT.exec(hash) ?? [];
  if (!logN || !r || !p || !salt || !key) return false;
  const expected = Buffer.from(key, "base64");
  const [n, blocks, lanes] = [Number(logN), Number(r), Number(p)];
  // Costs from the database may not make one sign-in take the whole isolate with it.
  if (n < 10 || n > 17 || blocks < 1 || blocks > 8 || lanes < 1 || lanes > 4) return false;
  return timingSafeEqual(
    derive(password, Buffer.from(salt, "base64"), expected.length, n, blocks, lanes),
    expected,
  );
}

function derive(password: string, salt: Buffer, length: number, logN: number, r: number, p: number): Buffer {
  const N = 2 ** logN;
  // The library counts a little more than the 128·N·r bytes of the algorithm.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r + 2 ** 20 };
  return scryptSync(password.normalize("NFKC"), salt, length, options);
}

const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
