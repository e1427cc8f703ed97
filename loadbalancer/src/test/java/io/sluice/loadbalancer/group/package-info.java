@org.jspecify.annotations.NullMarked
package io.sluice.loadbalancer.group;
