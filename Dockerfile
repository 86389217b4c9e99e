# The build runs on the machine's own kind of processor; the jar is the same for all of them.
FROM --platform=$BUILDPLATFORM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY LICENSE pom.xml ./
COPY src/main src/main
COPY frontend frontend
COPY content content
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests package

# A Java runtime of the modules that Porchlight uses, for the kind of processor that the image is for.
FROM eclipse-temurin:25-jdk AS runtime
RUN jlink --output /opt/java --no-header-files --no-man-pages --strip-java-debug-attributes --compress zip-6 \
  --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.charsets,jdk.management,jdk.unsupported,jdk.zipfs
COPY --from=build /build/target/porchlight.jar /opt/porchlight/porchlight.jar
COPY deploy/Train.java /train/
# Its classes as they are once loaded, and what its methods do: it starts in half the time. The options are those of the start.
RUN java /train/Train.java /opt/java/bin/java /opt/porchlight/porchlight.jar /opt/porchlight/porchlight.aot \
  -XX:MaxRAMPercentage=62 -Xmn64m -XX:SurvivorRatio=2 -XX:-UseAdaptiveSizePolicy -XX:+UseParallelGC -XX:ParallelGCThreads=2 -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=128m -XX:MetaspaceSize=96m -XX:+UseCompactObjectHeaders

FROM debian:13-slim
COPY --from=runtime /opt/java /opt/java
COPY --from=runtime /opt/porchlight /opt/porchlight
RUN mkdir /data && chown 10001:10001 /data

ENV PATH=/opt/java/bin:$PATH \
  LANG=C.UTF-8 \
  PORT=8080 \
  DATA_DIR=/data
# What was spent today. Nothing is written anywhere else, so the root file system may be read-only.
VOLUME /data
EXPOSE 8080
USER 10001:10001
WORKDIR /opt/porchlight

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${PORT:-8080}\" && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == 'HTTP/1.1 200 '* ]]"]

# The heap is five eighths of the memory that the container may have. Arguments are Porchlight's commands.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=62", "-Xmn64m", "-XX:SurvivorRatio=2", "-XX:-UseAdaptiveSizePolicy", "-XX:MaxDirectMemorySize=64m", "-XX:+UseParallelGC", "-XX:ParallelGCThreads=2", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m", "-XX:MetaspaceSize=96m", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-XX:AOTCache=/opt/porchlight/porchlight.aot", "-Xlog:aot=off", "-jar", "/opt/porchlight/porchlight.jar"]
