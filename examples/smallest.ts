import { connect, publishValue } from "tagwire";

connect({ host: "192.168.1.10", key: "K", device: "D" });
publishValue("temperature", 21.5);
