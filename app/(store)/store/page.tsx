import { RoomRequests } from "@/components/store/room-requests";
import { RoomTimeline } from "@/components/store/room-timeline";
import { Today } from "@/components/store/today";

export default function Page() {
  return <Today urgent={<RoomRequests />} rooms={<RoomTimeline />} />;
}
