/** What frames say. Bytes are only lent, except those of `data`, which nobody else keeps. */
export interface FrameSink {
  /** A whole header block. */
  headers(stream: number, endsStream: boolean, block: Buffer, start: number, end: number): void;
  /** A piece of data; `charged`: what it counts as in flow control, padding included. */
  data(stream: number, bytes: Buffer, start: number, end: number, charged: number, endsStream: boolean): void;
  resetByClient(stream: number): void;
  settings(bytes: Buffer, start: number, end: number): void;
  settingsTaken(): void;
  ping(bytes: Buffer, start: number): void;
  pong(bytes: Buffer, start: number): void;
  goaway(code: number): void;
  windowUpdate(stream: number, increment: number): void;
  /** A frame that says nothing to a server. */
  ignored(): void;
}
