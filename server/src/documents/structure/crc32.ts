const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of ISO/IEC 15948 annex D, over as many pieces as come. (`zlib.crc32` is missing from Node 20.0 to 20.14.) */
export class Crc32 {
  private state = 0xffffffff;

  update(bytes: Buffer): this {
    let state = this.state;
    for (let index = 0; index < bytes.length; index += 1) {
      state = (TABLE[(state ^ (bytes[index] as number)) & 0xff] as number) ^ (state >>> 8);
    }
    this.state = state;
    return this;
  }

  /** The checksum, unsigned. */
  digest(): number {
    return (this.state ^ 0xffffffff) >>> 0;
  }
}
