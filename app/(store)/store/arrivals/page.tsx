import { Arrivals } from "@/components/store/arrivals";

export default function Page() {
  return <Arrivals />;
}
