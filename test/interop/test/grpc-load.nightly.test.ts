import { describeGrpcLoad } from "../src/describe-grpc-load.ts";

describeGrpcLoad(60);
