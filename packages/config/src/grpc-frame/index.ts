/** How gRPC's calls look over HTTP/2, for what serves them (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export { grpcContentType, grpcType, percentEncode } from "./grpc-fields.ts";
export {
  frame,
  framePrefix,
  messageLength,
  moreThanOne,
  tooLarge,
  unframe,
  type Frame,
  type FrameProblem,
} from "./grpc-frame.ts";
