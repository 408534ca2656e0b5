import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "../../base/errors.ts";

const KEY_BYTES = 32;
const [NONCE, TAG] = [12, 16];

/**
 * Seals what has to be read again, such as secrets that others sign with: AES-256-GCM under a key that lies in the server's own folder and in no
 * database. @see NIST SP 800-38D
 */
export class Seal {
  private constructor(private readonly key: Buffer) {}

  /** The key of a folder; made where there is none yet. @throws StoreError where it is damaged */
  static in(folder: string): Seal {
    const path = join(folder, "seal.key");
    try {
      writeFileSync(path, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const key = readFileSync(path);
    if (key.length === KEY_BYTES) return new Seal(key);
    throw new StoreError("store.query_failed", `The key in ${path} is damaged.`, {
      hint: "Restore it from a backup. Without it the secrets of webhooks have to be given anew: delete the file then.",
    });
  }

  /** @param purpose what is sealed for one purpose opens for no other */
  close(text: string, purpose: string): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /** @throws StoreError where it was sealed with another key, for another purpose, or is damaged */
  open(sealed: string, purpose: string): string {
    const bytes = Buffer.from(sealed, "base64url");
    try {
      const cipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, NONCE), { authTagLength: TAG })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([cipher.update(bytes.subarray(NONCE + TAG)), cipher.final()]).toString("utf8");
    } catch (cause) {
      throw new StoreError("store.query_failed", "A secret was sealed with another key than this server's.", {
        hint: "Restore seal.key from the backup of the server's folder, or give the secret anew.",
        cause,
      });
    }
  }
}
